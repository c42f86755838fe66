import { jsonLines } from "./lines.ts";

/** An event, or a whole record, that the consumer could not store. */
export interface QuarantineLine {
  readonly reason: { readonly code: string };
  readonly sink: string;
  readonly eventId: string | null;
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** ISO 8601. */
  readonly arrivedAt: string;
  readonly dataBase64: string;
}

export function* quarantinedEvents(object: Buffer): Generator<QuarantineLine> {
  for (const line of jsonLines(object.toString("utf8"))) yield line as QuarantineLine;
}
