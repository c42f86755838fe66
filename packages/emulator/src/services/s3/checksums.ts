import { createHash, type Hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError } from "../../errors.ts";
import { Crc32c, Crc64Nvme } from "./crc.ts";
import type { ChecksumAlgorithm, StoredChecksum } from "./object-meta.ts";

/** Checksum algorithms by the end of their header's name: `x-amz-checksum-<name>`. */
export const CHECKSUM_ALGORITHMS: Readonly<Record<string, ChecksumAlgorithm>> = {
  crc32: "CRC32",
  crc32c: "CRC32C",
  crc64nvme: "CRC64NVME",
  sha1: "SHA1",
  sha256: "SHA256",
};

interface Summing {
  update(bytes: Uint8Array): unknown;
  digest(): Buffer;
}

class Crc32 implements Summing {
  #value = 0;

  update(bytes: Uint8Array): void {
    this.#value = crc32(bytes, this.#value);
  }

  digest(): Buffer {
    const result = Buffer.alloc(4);
    result.writeUInt32BE(this.#value);
    return result;
  }
}

const BUILDERS: Readonly<Record<ChecksumAlgorithm, () => Summing | Hash>> = {
  CRC32: () => new Crc32(),
  CRC32C: () => new Crc32c(),
  CRC64NVME: () => new Crc64Nvme(),
  SHA1: () => createHash("sha1"),
  SHA256: () => createHash("sha256"),
};

/** A checksum of bytes that come in pieces. */
export class ChecksumBuilder {
  readonly #summing: Summing | Hash;

  constructor(algorithm: ChecksumAlgorithm) {
    this.#summing = BUILDERS[algorithm]();
  }

  update(bytes: Uint8Array): void {
    this.#summing.update(bytes);
  }

  /** In base64, as AWS's headers carry it. */
  base64(): string {
    return this.#summing.digest().toString("base64");
  }
}

export function checksumOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): string {
  const builder = new ChecksumBuilder(algorithm);
  builder.update(bytes);
  return builder.base64();
}

/**
 * Compares a body with every digest that its headers and trailers give: `Content-MD5`,
 * `x-amz-content-sha256`, `x-amz-checksum-*`.
 *
 * @returns the checksum to store with the object, where one was given
 * @throws AwsError BadDigest, InvalidDigest, XAmzContentSHA256Mismatch, InvalidRequest
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export function verifyBody(
  bytes: Uint8Array,
  headers: Readonly<Record<string, string | undefined>>,
  trailers: Readonly<Record<string, string>> = {},
): StoredChecksum | undefined {
  verifyMd5(bytes, headers["content-md5"]);
  verifyPayloadHash(bytes, headers["x-amz-content-sha256"]);
  let stored: StoredChecksum | undefined;
  for (const [name, algorithm] of Object.entries(CHECKSUM_ALGORITHMS)) {
    const header = `x-amz-checksum-${name}`;
    const given = trailers[header] ?? headers[header];
    if (given === undefined) continue;
    if (stored !== undefined) {
      throw new AwsError(
        "InvalidRequest",
        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
      );
    }
    if (checksumOf(algorithm, bytes) !== given) {
      throw new AwsError(
        "BadDigest",
        `The ${algorithm} you specified did not match the calculated checksum.`,
      );
    }
    stored = { algorithm, value: given, type: "FULL_OBJECT" };
  }
  return stored;
}

function verifyMd5(bytes: Uint8Array, given: string | undefined): void {
  if (given === undefined) return;
  const expected = Buffer.from(given, "base64");
  if (expected.length !== 16) {
    throw new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.");
  }
  if (!createHash("md5").update(bytes).digest().equals(expected)) {
    throw new AwsError(
      "BadDigest",
      "The Content-MD5 you specified did not match what we received.",
      { fields: { ExpectedDigest: given } },
    );
  }
}

function verifyPayloadHash(bytes: Uint8Array, given: string | undefined): void {
  // UNSIGNED-PAYLOAD and the STREAMING-… words say that there is no hash of the whole.
  if (given === undefined || !/^[0-9a-f]{64}$/i.test(given)) return;
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (actual === given.toLowerCase()) return;
  throw new AwsError(
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    {
      fields: { ClientComputedContentSHA256: given, S3ComputedContentSHA256: actual },
    },
  );
}
