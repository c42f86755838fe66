/**
 * Sequence numbers: 56 decimal digits, as AWS's look, so that their text order is their order.
 *
 *     49 | epoch of the shard, 15 | number of the shard, 12 | position, 15 | 12 zeros
 *
 * A shard's epoch is later than its parents', so the numbers go on rising across a resharding.
 * Position 0 is the shard's beginning, before its first record.
 */
const pattern = /^49(\d{15})(\d{12})(\d{15})0{12}$/;
const ending = "0".repeat(12);

export class SequenceNumbers {
  readonly #prefix: string;

  constructor(epoch: number, shardNumber: number) {
    this.#prefix = `49${digits(epoch, 15)}${digits(shardNumber, 12)}`;
  }

  /** That of the record at an index of the shard's log. */
  at(index: number): string {
    return `${this.#prefix}${digits(index + 1, 15)}${ending}`;
  }

  /** Before the shard's first record. */
  get start(): string {
    return this.at(-1);
  }

  /** Index of the record in the shard's log (−1: its beginning); undefined where it is not this shard's. */
  indexOf(sequenceNumber: string): number | undefined {
    if (!sequenceNumber.startsWith(this.#prefix) || !pattern.test(sequenceNumber)) return undefined;
    return Number(sequenceNumber.slice(this.#prefix.length, -ending.length)) - 1;
  }
}

/** Number of the shard that a sequence number was given out by; undefined where it is none of ours. */
export function shardNumberOf(sequenceNumber: string): number | undefined {
  const match = pattern.exec(sequenceNumber);
  return match?.[2] === undefined ? undefined : Number(match[2]);
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
