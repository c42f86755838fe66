/** Texts that a client hands back unread: shard iterators and page tokens. Stateless, so a restart forgets none. */

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html */
export const tokenLifeMs = 300_000;

export interface ShardIterator {
  readonly stream: string;
  /** When the stream was created: an iterator of a deleted stream is none of its successor's. */
  readonly created: number;
  readonly shard: string;
  /** Index of the next record to read. */
  readonly index: number;
  readonly issued: number;
}

export interface PageToken {
  readonly stream: string;
  readonly after: string;
  readonly issued: number;
}

export function encodeToken(token: ShardIterator | PageToken): string {
  return Buffer.from(JSON.stringify(token)).toString("base64");
}

/** @returns undefined where the text is no iterator of ours */
export function decodeIterator(text: string): ShardIterator | undefined {
  const token = decode(text);
  if (token === undefined) return undefined;
  const { stream, created, shard, index, issued } = token;
  if (typeof stream !== "string" || typeof shard !== "string") return undefined;
  if (!isCount(created) || !isCount(index) || !isCount(issued)) return undefined;
  return { stream, created, shard, index, issued };
}

export function decodePageToken(text: string): PageToken | undefined {
  const token = decode(text);
  if (token === undefined) return undefined;
  const { stream, after, issued } = token;
  if (typeof stream !== "string" || typeof after !== "string" || !isCount(issued)) return undefined;
  return { stream, after, issued };
}

function decode(text: string): Partial<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64").toString("utf8"));
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
