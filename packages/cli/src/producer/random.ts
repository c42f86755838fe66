/**
 * A seeded source of random numbers (mulberry32): the same seed gives the same sequence on every
 * machine. Not for secrets.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** One of the values; the earlier ones are likelier where `skew` is above 1. */
  pick<T>(values: readonly [T, ...T[]], skew = 1): T {
    return values[Math.floor(this.next() ** skew * values.length)] ?? values[0];
  }
}
