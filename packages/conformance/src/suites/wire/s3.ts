import type { JsonObject } from "../../suite.ts";
import { type Call, caller, story } from "./calls.ts";

const s3 = caller("s3");
const inLake = (input: JsonObject = {}): JsonObject => ({ Bucket: "lake", ...input });
const at = (Key: string, input: JsonObject = {}): JsonObject => inLake({ Key, ...input });
const create = s3("createBucket", inLake(), { only: [] });
const put = (key: string, body: string, more: JsonObject = {}, rest: Partial<Call> = {}): Call =>
  s3("putObject", at(key, { Body: { $bytes: body }, ...more }), { only: ["ETag"], ...rest });
const head = [
  "ContentLength",
  "ContentType",
  "ETag",
  "Metadata",
  "ContentEncoding",
  "ContentRange",
  "AcceptRanges",
];
const get = (key: string, more: JsonObject = {}, rest: Partial<Call> = {}): Call =>
  s3("getObject", at(key, more), { only: ["Body", ...head], ...rest });
const listed = [
  "Contents",
  "CommonPrefixes",
  "IsTruncated",
  "KeyCount",
  "MaxKeys",
  "Name",
  "Prefix",
  "Delimiter",
  "StartAfter",
  "EncodingType",
];
const list = (more: JsonObject = {}, rest: Partial<Call> = {}): Call =>
  s3("listObjectsV2", inLake(more), { only: listed, ...rest });
const md5 = { abcdef: '"e80b5017098950fc58aad83c8c14978e"' };
const lenient = { differs: "moto-lenient-s3" };
const past = { $date: 946_684_800_000 };
const future = { $date: 4_102_444_800_000 };
const keys = ["a", "a/b", "a/b/c", "b/1", "b/2", "c d+e%2F", "é/ü", "z//x", "..", "-1"];
const part = (PartNumber: number, letter: string, size: number): Call =>
  s3(
    "uploadPart",
    at("big", { UploadId: "{upload}", PartNumber, Body: { $bytes: letter.repeat(size) } }),
    { only: ["ETag"], save: { [`part${PartNumber}`]: "ETag" } },
  );
const complete = (parts: readonly JsonObject[], rest: Partial<Call> = {}): Call =>
  s3(
    "completeMultipartUpload",
    at("big", { UploadId: "{upload}", MultipartUpload: { Parts: [...parts] } }),
    { only: ["Key", "ETag", "Bucket"], ...rest },
  );
const start = s3("createMultipartUpload", at("big"), {
  only: ["Key", "Bucket"],
  save: { upload: "UploadId" },
});
const MINIMUM = 5 * 1024 * 1024;

export const s3Stories = [
  story("s3: buckets", [
    s3("headBucket", inLake()),
    create,
    s3("headBucket", inLake(), { only: [] }),
    s3("listBuckets", {}, { only: [] }),
    s3("getBucketLocation", inLake()),
    put("k", "v"),
    s3("deleteBucket", inLake()),
    s3("deleteObject", at("k")),
    s3("deleteBucket", inLake()),
    s3("deleteBucket", inLake()),
    s3("listObjectsV2", inLake()),
    get("k"),
    put("k", "v"),
    s3("createBucket", { Bucket: "No_Such!Name" }, lenient),
  ]),
  story("s3: objects", [
    create,
    put("k", "abcdef", { ContentType: "text/plain", Metadata: { shard: "0", note: "a b" } }),
    get("k"),
    s3("headObject", at("k"), { only: head }),
    put("k", "again"),
    get("k"),
    put("empty", ""),
    get("empty"),
    get("none"),
    s3("headObject", at("none")),
    s3("deleteObject", at("k")),
    s3("deleteObject", at("k")),
    get("k"),
    put("copy from", "source", { ContentType: "text/x", Metadata: { m: "1" } }),
    s3("copyObject", at("copy", { CopySource: "lake/copy%20from" }), {
      only: ["CopyObjectResult.ETag"],
    }),
    get("copy"),
    s3(
      "copyObject",
      at("copy", {
        CopySource: "lake/copy%20from",
        MetadataDirective: "REPLACE",
        Metadata: { m: "2" },
      }),
      { only: [] },
    ),
    get("copy", {}, { only: ["Body", "Metadata"] }),
    s3("copyObject", at("copy", { CopySource: "lake/none" })),
    put("x", "1"),
    put("y", "2"),
    s3(
      "deleteObjects",
      inLake({ Delete: { Objects: [{ Key: "x" }, { Key: "y" }, { Key: "never" }] } }),
      { only: ["Deleted"] },
    ),
    list({}, { only: ["KeyCount"] }),
  ]),
  story("s3: ranges", [
    create,
    put("k", "abcdef"),
    ...[
      "bytes=0-2",
      "bytes=2-2",
      "bytes=4-",
      "bytes=-2",
      "bytes=-100",
      "bytes=3-100",
      "bytes=6-",
      "bytes=100-200",
    ].map((Range) => get("k", { Range })),
    get("k", { Range: "lines=0-1" }, { only: ["Body"], ...lenient }),
    ...["bytes=4-2", "bytes=a-b"].map((Range) => get("k", { Range }, { only: ["Body"] })),
    put("empty", ""),
    get("empty", { Range: "bytes=0-" }),
  ]),
  story("s3: conditional reads", [
    create,
    put("k", "abcdef"),
    get("k", { IfMatch: md5.abcdef }),
    get("k", { IfMatch: '"0"' }),
    get("k", { IfNoneMatch: md5.abcdef }),
    get("k", { IfNoneMatch: '"0"' }),
    get("k", { IfModifiedSince: past }),
    get("k", { IfUnmodifiedSince: past }),
    get("k", { IfUnmodifiedSince: future }),
    s3("headObject", at("k", { IfNoneMatch: md5.abcdef })),
    s3("headObject", at("k", { IfMatch: '"0"' })),
  ]),
  story("s3: conditional puts", [
    create,
    put("k", "1", { IfNoneMatch: "*" }),
    put("k", "2", { IfNoneMatch: "*" }),
    put("k", "abcdef"),
    put("k", "3", { IfMatch: '"0"' }),
    put("k", "4", { IfMatch: md5.abcdef }),
    put("none", "5", { IfMatch: md5.abcdef }),
  ]),
  story("s3: listings", [
    create,
    ...keys.map((key) => put(key, key)),
    list({}, { only: [...listed] }),
    list({ Prefix: "a/" }),
    list({ Delimiter: "/" }),
    list({ Prefix: "b/", Delimiter: "/" }),
    list({ MaxKeys: 2 }, { only: listed, save: { next: "NextContinuationToken" } }),
    list(
      { MaxKeys: 2, ContinuationToken: "{next}" },
      { only: ["Contents", "IsTruncated", "KeyCount"] },
    ),
    list({ MaxKeys: 0 }),
    list({ StartAfter: "b/1" }),
    list({ EncodingType: "url" }),
    list({ Prefix: "none" }),
    s3("listObjects", inLake({ MaxKeys: 2 }), { only: ["Contents", "IsTruncated", "MaxKeys"] }),
    s3("listObjects", inLake({ Marker: "b/1" }), { only: ["Contents", "Marker"], ...lenient }),
  ]),
  story("s3: multipart uploads", [
    create,
    start,
    part(1, "a", MINIMUM),
    part(2, "b", 10),
    s3("listParts", at("big", { UploadId: "{upload}" }), { only: ["Parts", "IsTruncated"] }),
    s3("listMultipartUploads", inLake(), { only: [] }),
    get("big"),
    complete(
      [
        { PartNumber: 2, ETag: "{part2}" },
        { PartNumber: 1, ETag: "{part1}" },
      ],
      lenient,
    ),
    complete([{ PartNumber: 1, ETag: '"0"' }]),
    complete([{ PartNumber: 9, ETag: "{part1}" }]),
    complete([
      { PartNumber: 1, ETag: "{part1}" },
      { PartNumber: 2, ETag: "{part2}" },
    ]),
    s3("headObject", at("big"), { only: ["ContentLength", "ETag"] }),
    get(
      "big",
      { Range: `bytes=${MINIMUM - 2}-${MINIMUM + 1}` },
      { only: ["Body", "ContentRange"] },
    ),
    s3(
      "uploadPart",
      at("big", { UploadId: "{upload}", PartNumber: 3, Body: { $bytes: "x" } }),
      lenient,
    ),
    s3(
      "completeMultipartUpload",
      at("big", { UploadId: "nope", MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"0"' }] } }),
      lenient,
    ),
    s3("abortMultipartUpload", at("big", { UploadId: "nope" })),
    start,
    part(1, "a", 10),
    part(2, "b", 10),
    complete([
      { PartNumber: 1, ETag: "{part1}" },
      { PartNumber: 2, ETag: "{part2}" },
    ]),
    s3("abortMultipartUpload", at("big", { UploadId: "{upload}" })),
    s3("listParts", at("big", { UploadId: "{upload}" })),
  ]),
];
