import { jsonLines } from "./lines.ts";

/** What Firehose could not deliver: an event as it came from the stream, or rows as the transform made them. */
export interface DeliveryError {
  readonly reason: string;
  readonly data: Buffer;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
}

interface ErrorLine {
  readonly rawData: string;
  readonly errorCode?: string;
  readonly lastErrorCode?: string;
  readonly arrivalTimestamp: number;
}

/** The records of an object under an error prefix. A failed conversion names its code `lastErrorCode`. */
export function* deliveryErrors(object: Buffer): Generator<DeliveryError> {
  for (const line of jsonLines(object.toString("utf8"))) {
    const { rawData, errorCode, lastErrorCode, arrivalTimestamp } = line as ErrorLine;
    yield {
      reason: errorCode ?? lastErrorCode ?? "unknown",
      data: Buffer.from(rawData, "base64"),
      arrivedAt: Number(arrivalTimestamp),
    };
  }
}
