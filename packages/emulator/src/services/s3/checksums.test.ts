import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { checksumOf, verifyBody } from "./checksums.ts";

const digits = Buffer.from("123456789");

describe("checksumOf", () => {
  // Check values of the CRC catalogue: https://reveng.sourceforge.io/crc-catalogue/all.htm
  it.each([
    ["CRC32", "cbf43926"],
    ["CRC32C", "e3069283"],
    ["CRC64NVME", "ae8b14860a799888"],
  ] as const)("%s of 123456789 is 0x%s", (algorithm, expected) => {
    expect(Buffer.from(checksumOf(algorithm, digits), "base64").toString("hex")).toBe(expected);
  });
});

describe("verifyBody", () => {
  it("gives back the checksum to store, a trailer's before a header's", () => {
    const value = checksumOf("CRC32", digits);
    const expected = { algorithm: "CRC32", value, type: "FULL_OBJECT" };
    expect(verifyBody(digits, { "x-amz-checksum-crc32": value })).toEqual(expected);
    expect(verifyBody(digits, {}, { "x-amz-checksum-crc32": value })).toEqual(expected);
    expect(verifyBody(digits, {})).toBeUndefined();
  });

  it.each([
    ["BadDigest", { "content-md5": createHash("md5").update("other").digest("base64") }],
    ["InvalidDigest", { "content-md5": "AAAA" }],
    ["XAmzContentSHA256Mismatch", { "x-amz-content-sha256": "0".repeat(64) }],
    ["BadDigest", { "x-amz-checksum-crc32": "AAAAAA==" }],
    ["BadDigest", { "x-amz-checksum-crc32c": "AAAAAA==" }],
    ["BadDigest", { "x-amz-checksum-crc64nvme": "AAAAAAAAAAA=" }],
    ["BadDigest", { "x-amz-checksum-sha1": "AAAA" }],
    ["BadDigest", { "x-amz-checksum-sha256": "AAAA" }],
  ])("answers %s to %j", (code, headers) => {
    expect(() => verifyBody(digits, headers)).toThrow(expect.objectContaining({ code }));
  });

  it("accepts right digests, and words that are no digest", () => {
    verifyBody(digits, {
      "content-md5": createHash("md5").update(digits).digest("base64"),
      "x-amz-content-sha256": createHash("sha256").update(digits).digest("hex").toUpperCase(),
    });
    verifyBody(digits, { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" });
  });
});
