import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryDisk } from "../../storage/memory-disk.ts";
import { S3 } from "./s3.ts";

const text = fc.string({ unit: "binary", maxLength: 20 });
/** What Node's parser lets through. */
const headerText = fc
  .uint8Array({ maxLength: 20 })
  .map((bytes) =>
    Buffer.from(bytes.filter((byte) => byte >= 0x20 && byte !== 0x7f)).toString("latin1"),
  );
const queryName = fc.constantFrom(
  "list-type",
  "prefix",
  "delimiter",
  "max-keys",
  "continuation-token",
  "start-after",
  "marker",
  "encoding-type",
  "uploads",
  "uploadId",
  "partNumber",
  "delete",
  "location",
  "acl",
  "versionId",
  "response-content-type",
  "x-id",
);
const headerName = fc.constantFrom(
  "range",
  "if-match",
  "if-none-match",
  "if-modified-since",
  "content-md5",
  "content-encoding",
  "x-amz-content-sha256",
  "x-amz-trailer",
  "x-amz-decoded-content-length",
  "x-amz-checksum-crc32",
  "x-amz-copy-source",
  "x-amz-meta-a",
  "x-amz-metadata-directive",
  "x-amz-checksum-algorithm",
  "content-type",
);
const request = fc.record({
  method: fc.constantFrom("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"),
  path: fc.oneof(
    fc.constantFrom(
      "/",
      "/lake",
      "/lake/",
      "/lake/k",
      "/lake/%ZZ",
      "/lake/%FF",
      "/lake/%00",
      "//",
      "/lake/../x",
    ),
    text.map((key) => `/lake/${encodeURIComponent(key)}`),
  ),
  query: fc.dictionary(
    queryName,
    fc.oneof(text, fc.constantFrom("", "2", "url", "/", "-1", "9e9")),
    { maxKeys: 4 },
  ),
  headers: fc.dictionary(
    headerName,
    fc.oneof(
      headerText,
      fc.constantFrom(
        "*",
        "bytes=-0",
        "bytes=9-",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "aws-chunked",
        "lake/k",
        "CRC32",
        "REPLACE",
        "0",
      ),
    ),
    { maxKeys: 4 },
  ),
  body: fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc
      .constantFrom(
        "3\r\nabc\r\n0\r\nx:y\r\n\r\n",
        "ffffffffffff\r\nabc",
        "<Delete><Object><Key>k</Key></Object></Delete>",
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>",
      )
      .map((body) => Buffer.from(body)),
  ),
});

describe("S3 on the wire", () => {
  it("answers any request: no failure of its own, and only the promised 501", async () => {
    const failures: string[] = [];
    const s3 = await S3.open({
      disk: new MemoryDisk(),
      directory: "/data/s3",
      log: (message, error) => failures.push(`${message}: ${String(error)}`),
    });
    await s3.ensureBucket("lake");
    const service = s3.wireService();
    await fc.assert(
      fc.asyncProperty(request, async ({ query, headers, body, ...rest }) => {
        const answer = await service.handle({
          ...rest,
          query: new URLSearchParams(query),
          headers: { host: "localhost", ...headers },
          body: Buffer.from(body),
        });
        expect([200, 204, 206, 304, 400, 403, 404, 405, 409, 412, 416, 501]).toContain(
          answer.status,
        );
        expect(failures).toEqual([]);
        // Every header can be sent.
        for (const value of Object.values(answer.headers))
          expect(value).toMatch(/^[\t\x20-\x7e\x80-\xff]*$/);
        if (rest.path === "/lake") await s3.ensureBucket("lake");
      }),
      { numRuns: 1_500 },
    );
  });
});
