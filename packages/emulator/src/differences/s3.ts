import type { Difference } from "./difference.ts";

export const s3Differences: readonly Difference[] = [
  {
    id: "s3-no-versions",
    service: "s3",
    what: "Here a bucket keeps one version of an object and a request with a versionId is refused with 501; on AWS versioning is on for the buckets of this product.",
    why: "Nothing in the pipeline reads an older version; object names are derived from what they hold, so a retry writes the same bytes.",
  },
  {
    id: "s3-no-bucket-settings",
    service: "s3",
    what: "Here policies, ACLs, lifecycle, encryption, tags, notifications, CORS and the other settings of a bucket answer 501; headers for encryption keys and storage classes are accepted and have no effect.",
    why: "They protect data in an account; here it is one person's disk. Terraform's tests check them.",
    test: "are S3's own",
  },
  {
    id: "s3-default-checksum",
    service: "s3",
    what: "Here an object written without a checksum has none; AWS computes a CRC-64/NVME for it and answers it to readers who ask.",
    why: "The ETag covers the bytes, and the SDKs send a checksum of their own with every upload.",
  },
  {
    id: "s3-object-in-memory",
    service: "s3",
    what: "Here one PutObject or UploadPart takes at most 256 MiB, and a GetObject holds what it answers in memory; on AWS 5 GiB. Larger objects go in parts and are read in ranges.",
    why: "Bodies are handled as a whole, which is faster for the small objects of this pipeline.",
  },
  {
    id: "s3-one-account",
    service: "s3",
    what: "Here CreateBucket of a bucket that exists always answers BucketAlreadyOwnedByYou; on AWS BucketAlreadyExists where it is somebody else's, and 200 in us-east-1.",
    why: "There is one owner, and one Region.",
    test: "are S3's own",
  },
  {
    id: "s3-single-writer-order",
    service: "s3",
    what: "Here two conditional writes of one key wait for each other; on AWS the second may be answered 409 ConditionalRequestConflict.",
    why: "One process serialises the writes of a key, so there is never a conflict to report.",
    test: "create only once, replace only what is known",
  },
];
