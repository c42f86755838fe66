/** Which checksum of an object is stored, beside its MD5. Names as in AWS's API. */
export type ChecksumAlgorithm = "CRC32" | "CRC32C" | "CRC64NVME" | "SHA1" | "SHA256";

export interface StoredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** In base64; of a composite one with `-<parts>` at the end. */
  readonly value: string;
  readonly type: "FULL_OBJECT" | "COMPOSITE";
}

/** What a client says of an object when it writes it. */
export interface ObjectHeaders {
  /** Answered as they are: `content-type`, `content-encoding`, `cache-control`, … Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** User metadata, names without `x-amz-meta-`, in lower case. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly checksum?: StoredChecksum;
}

/** All that S3 knows of an object but its bytes. */
export interface ObjectMeta extends ObjectHeaders {
  /** Bytes. */
  readonly size: number;
  /** Of the bytes, in hexadecimal: ties this to the file of which it speaks. */
  readonly md5: string;
  /** Without quotes: the MD5, or `<MD5 of the parts' MD5s>-<parts>`. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** A multipart upload that is neither completed nor aborted. */
export interface Upload extends Omit<ObjectHeaders, "checksum"> {
  readonly bucket: string;
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly initiatedAt: number;
  readonly checksumAlgorithm?: ChecksumAlgorithm;
  readonly checksumType?: StoredChecksum["type"];
}

export interface UploadPart {
  /** 1–10,000. */
  readonly number: number;
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal; the part's ETag. */
  readonly md5: string;
  readonly lastModified: number;
  readonly checksum?: StoredChecksum;
}
