import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { clientSettings, withoutLogger } from "@tributary/lambda-kit";
import type { QuarantineObject } from "./quarantine.ts";

// A chunk of its own, loaded when the first event is quarantined: the client doubles the bundle.
const s3 = withoutLogger(new S3Client(clientSettings));

/** Rejects where S3 did not take the object. */
export async function storeQuarantine(
  bucket: string,
  { key, body }: QuarantineObject,
): Promise<void> {
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentType: "application/x-ndjson",
    }),
  );
}
