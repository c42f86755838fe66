import { AwsError } from "../../errors.ts";
import { childText, readXml } from "../../wire/xml-reader.ts";
import { readPayload } from "./aws-chunked.ts";
import { verifyBody } from "./checksums.ts";
import { unquote } from "./conditions.ts";
import { malformedXml, preconditionFailed } from "./errors.ts";
import type { S3Context, S3Request } from "./request.ts";
import { emptyResponse, isoSeconds, xmlResponse } from "./response.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MAX_DELETED_KEYS = 1_000;

export async function listBuckets(_: S3Request, { store }: S3Context) {
  return xmlResponse("ListAllMyBucketsResult", {
    Owner: { ID: "tributary", DisplayName: "tributary" },
    Buckets: {
      Bucket: store
        .buckets()
        .map(({ name, createdAt }) => ({ Name: name, CreationDate: isoSeconds(createdAt) })),
    },
  });
}

export async function createBucket({ bucket }: S3Request, { store }: S3Context) {
  if (!(await store.createBucket(bucket))) {
    throw new AwsError(
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
      { status: 409, fields: { BucketName: bucket } },
    );
  }
  return emptyResponse(200, { location: `/${bucket}` });
}

export async function headBucket({ bucket }: S3Request, { store, region }: S3Context) {
  store.bucket(bucket);
  return emptyResponse(200, { "x-amz-bucket-region": region });
}

export async function deleteBucket({ bucket }: S3Request, { store }: S3Context) {
  await store.deleteBucket(bucket);
  return emptyResponse(204);
}

export async function getBucketLocation({ bucket }: S3Request, { store, region }: S3Context) {
  store.bucket(bucket);
  // The oldest Region is answered as nothing:
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
  return xmlResponse("LocationConstraint", region === "us-east-1" ? "" : region);
}

export async function deleteObjects(request: S3Request, { store }: S3Context) {
  const { bytes, trailers } = readPayload(request);
  verifyBody(bytes, request.headers, trailers);
  const root = readXml(bytes.toString("utf8"));
  const objects = root?.children.filter(({ name }) => name === "Object") ?? [];
  if (root?.name !== "Delete" || objects.length === 0 || objects.length > MAX_DELETED_KEYS) {
    throw malformedXml();
  }
  store.bucket(request.bucket);
  const isQuiet = childText(root, "Quiet") === "true";
  const deleted: { Key: string }[] = [];
  const errors: { Key: string; Code: string; Message: string }[] = [];
  for (const object of objects) {
    const key = childText(object, "Key");
    if (key === undefined || key === "") throw malformedXml();
    const etag = childText(object, "ETag");
    try {
      await store.remove(request.bucket, key, (current) => {
        const isOther = etag !== undefined && etag !== "*" && unquote(etag) !== current?.etag;
        if (isOther) throw preconditionFailed("If-Match");
      });
      if (!isQuiet) deleted.push({ Key: key });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      errors.push({ Key: key, Code: error.code, Message: error.message });
    }
  }
  return xmlResponse("DeleteResult", { Deleted: deleted, Error: errors });
}
