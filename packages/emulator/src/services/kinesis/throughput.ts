import type { Clock } from "../../clock.ts";

/** What a shard takes in a second: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const recordsPerSecond = 1000;
const bytesPerSecond = 1024 * 1024;

/** Counts what a shard takes in the current second. */
export class Throughput {
  readonly #clock: Clock;
  #second = Number.NaN;
  #records = 0;
  #bytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether one more record of `bytes` bytes fits; counts it where it does. */
  admit(bytes: number): boolean {
    const second = Math.floor(this.#clock.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#records = 0;
      this.#bytes = 0;
    }
    if (this.#records + 1 > recordsPerSecond || this.#bytes + bytes > bytesPerSecond) return false;
    this.#records += 1;
    this.#bytes += bytes;
    return true;
  }
}
