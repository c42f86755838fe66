import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  clientSettings,
  type KinesisBatchResponse,
  type KinesisEvent,
  kinesisRecords,
  readEnvironment,
  StorageError,
  withoutLogger,
} from "@tributary/lambda-kit";
import { archiveKey, archiveLines } from "./archive.ts";

const { RAW_BUCKET } = readEnvironment(["RAW_BUCKET"]);
const s3 = withoutLogger(new S3Client(clientSettings));
const compress = promisify(gzip);

/**
 * Kinesis → S3: a batch becomes one object, whole or not at all.
 *
 * @throws StorageError where S3 did not take it; Lambda then tries the whole batch again
 */
export async function handler(event: KinesisEvent): Promise<KinesisBatchResponse> {
  const [first, ...rest] = kinesisRecords(event);
  if (first !== undefined) {
    const records = [first, ...rest] as const;
    const Key = archiveKey(records);
    const Body = await compress(archiveLines(records), { level: 1 });
    try {
      await s3.send(
        new PutObjectCommand({ Bucket: RAW_BUCKET, Key, Body, ContentType: "application/gzip" }),
      );
    } catch (cause) {
      throw new StorageError(`${records.length} records were not archived as ${Key}.`, { cause });
    }
  }
  return { batchItemFailures: [] };
}
