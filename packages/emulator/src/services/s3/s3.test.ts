import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as sdk from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NodeDisk } from "../../storage/node-disk.ts";
import type { HttpServer } from "../../wire/http-server.ts";
import { startAwsListener } from "../../wire/listener.ts";
import { S3 } from "./s3.ts";

let directory: string;
let s3: S3;
let listener: HttpServer;
let client: sdk.S3Client;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "tributary-s3-"));
  s3 = await S3.open({ disk: new NodeDisk(), directory });
  listener = await startAwsListener({ services: [s3.wireService()], port: 0 });
  client = newClient(listener.url);
});

afterAll(async () => {
  client.destroy();
  await listener.close();
  await s3.close();
  rmSync(directory, { recursive: true, force: true });
});

function newClient(endpoint: string, more: sdk.S3ClientConfig = {}): sdk.S3Client {
  return new sdk.S3Client({
    endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
    ...more,
  });
}

let buckets = 0;
async function newBucket(): Promise<string> {
  buckets += 1;
  const name = `bucket-${buckets}`;
  await client.send(new sdk.CreateBucketCommand({ Bucket: name }));
  return name;
}

const put = (Bucket: string, Key: string, Body: string | Buffer = Key) =>
  client.send(new sdk.PutObjectCommand({ Bucket, Key, Body }));

const failure = (code: string, status: number, more: object = {}) =>
  expect.objectContaining({
    name: code,
    ...more,
    $metadata: expect.objectContaining({ httpStatusCode: status }),
  });

describe("the SDK client with default settings", () => {
  it("puts, with a checksum behind the body, and gets back bytes and headers", async () => {
    const Bucket = await newBucket();
    const body = Buffer.from("0123456789".repeat(20_000));
    const answer = await client.send(
      new sdk.PutObjectCommand({
        Bucket,
        Key: "raw/dt=2026-01-02/x.ndjson.gz",
        Body: body,
        ContentType: "application/x-ndjson",
        ContentEncoding: "gzip",
        Metadata: { first: "1", Second: "Zwei" },
      }),
    );
    const md5 = createHash("md5").update(body).digest("hex");
    expect(answer.ETag).toBe(`"${md5}"`);
    expect(answer.ChecksumCRC32).toMatch(/^[\w+/]{6}==$/);
    const got = await client.send(
      new sdk.GetObjectCommand({ Bucket, Key: "raw/dt=2026-01-02/x.ndjson.gz" }),
    );
    // The client checks the CRC of the answer by itself.
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
    expect(got).toMatchObject({
      ContentType: "application/x-ndjson",
      ContentEncoding: "gzip",
      ContentLength: body.length,
      ETag: `"${md5}"`,
      ChecksumCRC32: answer.ChecksumCRC32,
      Metadata: { first: "1", second: "Zwei" },
    });
    expect(got.LastModified).toBeInstanceOf(Date);
  });

  it("streams a body of known length as aws-chunked", async () => {
    const Bucket = await newBucket();
    const { Readable } = await import("node:stream");
    await client.send(
      new sdk.PutObjectCommand({
        Bucket,
        Key: "k",
        Body: Readable.from([Buffer.from("one "), Buffer.from("two")]),
        ContentLength: 7,
      }),
    );
    expect((await s3.get(Bucket, "k")).toString()).toBe("one two");
  });

  it.each(["CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
    "sends and checks %s",
    async (algorithm) => {
      const Bucket = await newBucket();
      const command = new sdk.PutObjectCommand({
        Bucket,
        Key: "k",
        Body: "x",
        ChecksumAlgorithm: algorithm,
      });
      if (algorithm === "CRC64NVME") {
        // The JavaScript client needs a native module for this one: send it by hand.
        const sent = await rawPut(Bucket, "k", "123456789", {
          "x-amz-checksum-crc64nvme": "rosUhgp5mIg=",
        });
        expect(sent).toBe(200);
        expect(
          await rawPut(Bucket, "k", "12345678", { "x-amz-checksum-crc64nvme": "rosUhgp5mIg=" }),
        ).toBe(400);
        return;
      }
      await client.send(command);
      const head = await client.send(
        new sdk.HeadObjectCommand({ Bucket, Key: "k", ChecksumMode: "ENABLED" }),
      );
      expect(head[`Checksum${algorithm}`]).toBeTruthy();
    },
  );

  it("reaches buckets by path and by host name", async () => {
    const port = listener.port;
    for (const [endpoint, forcePathStyle] of [
      [`http://127.0.0.1:${port}`, false],
      [`http://127.0.0.1:${port}`, true],
      [`http://localhost:${port}`, true],
    ] as const) {
      const other = newClient(endpoint, { forcePathStyle });
      await other.send(new sdk.ListObjectsV2Command({ Bucket: await newBucket() }));
      other.destroy();
    }
    // What the client sends to http://localhost:PORT without forcePathStyle.
    const Bucket = await newBucket();
    await put(Bucket, "a/b c");
    const body = await new Promise<string>((resolve, reject) => {
      const headers = { host: `${Bucket}.localhost:${port}` };
      httpRequest(
        { port, host: "127.0.0.1", path: "/a/b%20c", headers, agent: false },
        (response) => {
          let text = "";
          response.on("data", (chunk) => {
            text += chunk;
          });
          response.on("end", () => resolve(text));
        },
      )
        .on("error", reject)
        .end();
    });
    expect(body).toBe("a/b c");
  });
});

function rawPut(
  bucket: string,
  key: string,
  body: string | Buffer,
  headers: Record<string, string>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        port: listener.port,
        host: "127.0.0.1",
        method: "PUT",
        path: `/${bucket}/${key}`,
        headers,
        agent: false,
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

describe("integrity", () => {
  it("refuses a body that is not what its trailer says, and stores nothing", async () => {
    const Bucket = await newBucket();
    const body = (crc: string, length = "3") =>
      `${length}\r\nabc\r\n0\r\nx-amz-checksum-crc32:${crc}\r\n\r\n`;
    const headers = {
      "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "content-encoding": "aws-chunked",
      "x-amz-trailer": "x-amz-checksum-crc32",
      "x-amz-decoded-content-length": "3",
    };
    expect(await rawPut(Bucket, "k", body("AAAAAA=="), headers)).toBe(400);
    expect(await rawPut(Bucket, "k", body("NSRBwg==", "4"), headers)).toBe(400);
    expect(await rawPut(Bucket, "k", "3\r\nabc\r\n0\r\n\r\n", headers)).toBe(400);
    expect(await rawPut(Bucket, "k", "3\r\nab", headers)).toBe(400);
    expect(await s3.list(Bucket, "")).toEqual([]);
    expect(await rawPut(Bucket, "k", body("NSRBwg=="), headers)).toBe(200);
    const head = await client.send(new sdk.HeadObjectCommand({ Bucket, Key: "k" }));
    expect(head.ContentLength).toBe(3);
    expect(head.ContentEncoding).toBeUndefined();
  });

  it("refuses a wrong Content-MD5", async () => {
    const Bucket = await newBucket();
    const command = new sdk.PutObjectCommand({
      Bucket,
      Key: "k",
      Body: "x",
      ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==",
    });
    await expect(client.send(command)).rejects.toEqual(failure("BadDigest", 400));
  });
});

describe("errors", () => {
  it("are S3's own", async () => {
    const Bucket = await newBucket();
    await put(Bucket, "k");
    await expect(client.send(new sdk.GetObjectCommand({ Bucket, Key: "x" }))).rejects.toEqual(
      failure("NoSuchKey", 404, { Key: "x" }),
    );
    await expect(client.send(new sdk.HeadObjectCommand({ Bucket, Key: "x" }))).rejects.toEqual(
      failure("NotFound", 404),
    );
    await expect(client.send(new sdk.HeadBucketCommand({ Bucket: "absent" }))).rejects.toEqual(
      failure("NotFound", 404),
    );
    await expect(put("absent", "k")).rejects.toEqual(failure("NoSuchBucket", 404));
    await expect(client.send(new sdk.ListObjectsV2Command({ Bucket: "absent" }))).rejects.toEqual(
      failure("NoSuchBucket", 404),
    );
    await expect(client.send(new sdk.CreateBucketCommand({ Bucket }))).rejects.toEqual(
      failure("BucketAlreadyOwnedByYou", 409),
    );
    await expect(client.send(new sdk.CreateBucketCommand({ Bucket: "No" }))).rejects.toEqual(
      failure("InvalidBucketName", 400),
    );
    await expect(client.send(new sdk.DeleteBucketCommand({ Bucket }))).rejects.toEqual(
      failure("BucketNotEmpty", 409),
    );
    await expect(put(Bucket, "x".repeat(1_025))).rejects.toEqual(failure("KeyTooLongError", 400));
    await expect(
      client.send(new sdk.GetObjectTaggingCommand({ Bucket, Key: "k" })),
    ).rejects.toEqual(failure("NotImplemented", 501));
    await expect(
      client.send(new sdk.PutObjectCommand({ Bucket, Key: "k", Body: "x", Tagging: "a=b" })),
    ).rejects.toEqual(failure("NotImplemented", 501));
    await expect(
      client.send(
        new sdk.PutObjectCommand({
          Bucket,
          Key: "k",
          Body: "x",
          Metadata: { m: "x".repeat(2_048) },
        }),
      ),
    ).rejects.toEqual(failure("MetadataTooLarge", 400));
  });

  it("deletes buckets, and objects whether they exist or not", async () => {
    const Bucket = await newBucket();
    await put(Bucket, "k");
    await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: "k" }));
    await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: "k" }));
    await client.send(new sdk.DeleteBucketCommand({ Bucket }));
    const { Buckets = [] } = await client.send(new sdk.ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).not.toContain(Bucket);
    await client.send(new sdk.CreateBucketCommand({ Bucket }));
    expect(await s3.list(Bucket, "")).toEqual([]);
  });
});

describe("reads", () => {
  it.each([
    ["bytes=0-3", "0123", "bytes 0-3/10"],
    ["bytes=8-", "89", "bytes 8-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=-30", "0123456789", "bytes 0-9/10"],
    ["bytes=5-99", "56789", "bytes 5-9/10"],
    ["bytes=5-4", "0123456789", undefined],
    ["bytes=0-1,4-5", "0123456789", undefined],
  ])("answers %s with %s", async (Range, expected, contentRange) => {
    const Bucket = await newBucket();
    await put(Bucket, "k", "0123456789");
    const answer = await client.send(new sdk.GetObjectCommand({ Bucket, Key: "k", Range }));
    expect(await answer.Body?.transformToString()).toBe(expected);
    expect(answer.ContentRange).toBe(contentRange);
    expect(answer.$metadata.httpStatusCode).toBe(contentRange === undefined ? 200 : 206);
  });

  it("answers 416 where there is nothing in the range", async () => {
    const Bucket = await newBucket();
    await put(Bucket, "k", "0123456789");
    await s3.put({ bucket: Bucket, key: "empty", body: Buffer.alloc(0) });
    for (const [Key, Range] of [
      ["k", "bytes=10-"],
      ["k", "bytes=-0"],
      ["empty", "bytes=0-1"],
    ]) {
      await expect(client.send(new sdk.GetObjectCommand({ Bucket, Key, Range }))).rejects.toEqual(
        failure("InvalidRange", 416),
      );
    }
  });

  it("keeps to conditions", async () => {
    const Bucket = await newBucket();
    const { ETag } = await put(Bucket, "k");
    const get = (more: object) =>
      client.send(new sdk.GetObjectCommand({ Bucket, Key: "k", ...more }));
    const other = '"00000000000000000000000000000000"';
    await get({ IfMatch: ETag });
    await get({ IfNoneMatch: other });
    await expect(get({ IfMatch: other })).rejects.toEqual(failure("PreconditionFailed", 412));
    await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(get({ IfModifiedSince: new Date() })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(get({ IfUnmodifiedSince: new Date(0) })).rejects.toEqual(
      failure("PreconditionFailed", 412),
    );
  });

  it("replaces headers on request", async () => {
    const Bucket = await newBucket();
    await put(Bucket, "k");
    const answer = await client.send(
      new sdk.GetObjectCommand({ Bucket, Key: "k", ResponseContentType: "text/csv" }),
    );
    expect(answer.ContentType).toBe("text/csv");
  });
});

describe("conditional writes", () => {
  it("create only once, replace only what is known", async () => {
    const Bucket = await newBucket();
    const write = (Body: string, more: object) =>
      client.send(new sdk.PutObjectCommand({ Bucket, Key: "k", Body, ...more }));
    const tries = await Promise.allSettled(
      ["a", "b", "c", "d"].map((body) => write(body, { IfNoneMatch: "*" })),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const won = tries.find((each) => each.status === "fulfilled");
    const { ETag } = won?.status === "fulfilled" ? won.value : {};
    await expect(write("e", { IfMatch: '"00"' })).rejects.toEqual(
      failure("PreconditionFailed", 412),
    );
    await write("e", { IfMatch: ETag });
    expect((await s3.get(Bucket, "k")).toString()).toBe("e");
    await expect(
      client.send(new sdk.PutObjectCommand({ Bucket, Key: "x", Body: "x", IfMatch: ETag })),
    ).rejects.toEqual(failure("NoSuchKey", 404));
  });
});

describe("listing", () => {
  it("goes by the bytes of the keys, with prefix, delimiter and pages", async () => {
    const Bucket = await newBucket();
    const keys = [
      "a/1",
      "a/2",
      "a/b/3",
      "b",
      "b/1",
      "A",
      "ä",
      "z\uffee",
      "z\u{1f600}",
      "with space+&<>\"'",
      "c//d",
    ];
    for (const key of keys) await put(Bucket, key);
    const sorted = keys.toSorted((one, other) =>
      Buffer.compare(Buffer.from(one), Buffer.from(other)),
    );
    const list = (more: object = {}) =>
      client.send(new sdk.ListObjectsV2Command({ Bucket, ...more }));

    expect((await list()).Contents?.map(({ Key }) => Key)).toEqual(sorted);
    expect((await list({ Prefix: "a/" })).Contents?.map(({ Key }) => Key)).toEqual([
      "a/1",
      "a/2",
      "a/b/3",
    ]);
    expect((await list({ StartAfter: "b" })).Contents?.map(({ Key }) => Key)).toEqual(
      sorted.slice(sorted.indexOf("b") + 1),
    );
    const rolled = await list({ Delimiter: "/" });
    expect(rolled.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(["a/", "b/", "c/"]);
    expect(rolled.KeyCount).toBe((rolled.Contents ?? []).length + 3);
    const inside = await list({ Delimiter: "/", Prefix: "a/" });
    expect(inside.CommonPrefixes).toEqual([{ Prefix: "a/b/" }]);
    expect(inside.Contents?.map(({ Key }) => Key)).toEqual(["a/1", "a/2"]);

    for (const Delimiter of [undefined, "/"]) {
      const whole = await list({ Delimiter });
      const entries: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list({ Delimiter, MaxKeys: 1, ContinuationToken });
        expect(page.KeyCount).toBe(1);
        for (const { Key } of page.Contents ?? []) entries.push(Key);
        for (const { Prefix } of page.CommonPrefixes ?? []) entries.push(Prefix);
        expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      const expected = [
        ...(whole.Contents ?? []).map(({ Key }) => Key),
        ...(whole.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      ].map(String);
      expect(entries).toEqual(
        expected.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
      );
    }
    const encoded = await list({ EncodingType: "url", Prefix: "with space" });
    expect(encoded.Prefix).toBe("with%20space");
    expect(decodeURIComponent(encoded.Contents?.[0]?.Key ?? "")).toBe("with space+&<>\"'");
    expect((await list({ MaxKeys: 0 })).IsTruncated).toBe(false);
    await expect(list({ ContinuationToken: "forged" })).rejects.toEqual(
      failure("InvalidArgument", 400),
    );
    await expect(list({ MaxKeys: -1 })).rejects.toEqual(failure("InvalidArgument", 400));

    const old = await client.send(
      new sdk.ListObjectsCommand({ Bucket, Delimiter: "/", MaxKeys: 2 }),
    );
    expect(old.NextMarker).toBe("a/");
    const next = await client.send(
      new sdk.ListObjectsCommand({ Bucket, Delimiter: "/", Marker: old.NextMarker }),
    );
    expect(next.CommonPrefixes).toEqual([{ Prefix: "b/" }, { Prefix: "c/" }]);
  });
});

describe("copies and bulk deletes", () => {
  it("copies bytes and headers, or new headers", async () => {
    const Bucket = await newBucket();
    const key = "a b/ü+1.txt";
    await client.send(
      new sdk.PutObjectCommand({
        Bucket,
        Key: key,
        Body: "text",
        ContentType: "text/plain",
        Metadata: { m: "1" },
      }),
    );
    const CopySource = `${Bucket}/${encodeURIComponent(key)}`;
    await client.send(new sdk.CopyObjectCommand({ Bucket, Key: "copy", CopySource }));
    expect(await client.send(new sdk.HeadObjectCommand({ Bucket, Key: "copy" }))).toMatchObject({
      ContentType: "text/plain",
      Metadata: { m: "1" },
      ContentLength: 4,
    });
    await client.send(
      new sdk.CopyObjectCommand({
        Bucket,
        Key: key,
        CopySource,
        MetadataDirective: "REPLACE",
        ContentType: "a/b",
      }),
    );
    expect(await client.send(new sdk.HeadObjectCommand({ Bucket, Key: key }))).toMatchObject({
      ContentType: "a/b",
      Metadata: {},
    });
    await expect(
      client.send(new sdk.CopyObjectCommand({ Bucket, Key: key, CopySource })),
    ).rejects.toEqual(failure("InvalidRequest", 400));
    await expect(
      client.send(
        new sdk.CopyObjectCommand({ Bucket, Key: "x", CopySource, CopySourceIfMatch: '"0"' }),
      ),
    ).rejects.toEqual(failure("PreconditionFailed", 412));
  });

  it("deletes many at once", async () => {
    const Bucket = await newBucket();
    for (const key of ["a", "b&<c", "d"]) await put(Bucket, key);
    const { Deleted, Errors } = await client.send(
      new sdk.DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: "a" }, { Key: "b&<c" }, { Key: "absent" }] },
      }),
    );
    expect(Deleted?.map(({ Key }) => Key)).toEqual(["a", "b&<c", "absent"]);
    expect(Errors ?? []).toEqual([]);
    expect((await s3.list(Bucket, "")).map(({ key }) => key)).toEqual(["d"]);
  });
});

describe("multipart uploads", () => {
  const MiB5 = 5 * 1024 * 1024;

  it("joins parts, in order, with composite ETag and checksum", async () => {
    const Bucket = await newBucket();
    const Key = "big.bin";
    const bodies = [Buffer.alloc(MiB5, "a"), Buffer.from("the end")];
    const { UploadId } = await client.send(
      new sdk.CreateMultipartUploadCommand({
        Bucket,
        Key,
        ContentType: "x/y",
        Metadata: { m: "1" },
      }),
    );
    const Parts: sdk.CompletedPart[] = [];
    for (const [index, Body] of bodies.entries()) {
      const part = await client.send(
        new sdk.UploadPartCommand({ Bucket, Key, UploadId, PartNumber: index + 1, Body }),
      );
      Parts.push({ PartNumber: index + 1, ETag: part.ETag, ChecksumCRC32: part.ChecksumCRC32 });
    }
    const { Uploads } = await client.send(new sdk.ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads?.map((upload) => upload.UploadId)).toEqual([UploadId]);
    const listed = await client.send(new sdk.ListPartsCommand({ Bucket, Key, UploadId }));
    expect(listed.Parts?.map(({ Size }) => Size)).toEqual([MiB5, 7]);
    expect(await s3.list(Bucket, "")).toEqual([]);

    const complete = (parts: sdk.CompletedPart[]) =>
      client.send(
        new sdk.CompleteMultipartUploadCommand({
          Bucket,
          Key,
          UploadId,
          MultipartUpload: { Parts: parts },
        }),
      );
    await expect(complete(Parts.toReversed())).rejects.toEqual(failure("InvalidPartOrder", 400));
    await expect(complete([{ PartNumber: 1, ETag: '"00"' }])).rejects.toEqual(
      failure("InvalidPart", 400),
    );
    const done = await complete(Parts);
    const md5s = Buffer.concat(bodies.map((body) => createHash("md5").update(body).digest()));
    expect(done.ETag).toBe(`"${createHash("md5").update(md5s).digest("hex")}-2"`);
    const got = await client.send(new sdk.GetObjectCommand({ Bucket, Key }));
    expect(
      Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Buffer.concat(bodies)),
    ).toBe(true);
    expect(got).toMatchObject({ ContentType: "x/y", Metadata: { m: "1" } });
    if (done.ChecksumCRC32 !== undefined) expect(done.ChecksumCRC32).toMatch(/-2$/);
    await expect(complete(Parts)).rejects.toEqual(failure("NoSuchUpload", 404));
  });

  it("refuses small parts before the last, and forgets an aborted upload", async () => {
    const Bucket = await newBucket();
    const Key = "k";
    const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key }));
    const Parts: sdk.CompletedPart[] = [];
    for (const PartNumber of [1, 2]) {
      const { ETag } = await client.send(
        new sdk.UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: "small" }),
      );
      Parts.push({ PartNumber, ETag });
    }
    const address = { Bucket, Key, UploadId };
    await expect(
      client.send(
        new sdk.CompleteMultipartUploadCommand({ ...address, MultipartUpload: { Parts } }),
      ),
    ).rejects.toEqual(failure("EntityTooSmall", 400));
    await client.send(new sdk.AbortMultipartUploadCommand(address));
    await expect(client.send(new sdk.ListPartsCommand(address))).rejects.toEqual(
      failure("NoSuchUpload", 404),
    );
  });

  it("copies a range into a part", async () => {
    const Bucket = await newBucket();
    await put(Bucket, "source", "0123456789");
    const address = { Bucket, Key: "k" };
    const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(address));
    const { CopyPartResult } = await client.send(
      new sdk.UploadPartCopyCommand({
        ...address,
        UploadId,
        PartNumber: 1,
        CopySource: `${Bucket}/source`,
        CopySourceRange: "bytes=2-4",
      }),
    );
    const Parts = [{ PartNumber: 1, ETag: CopyPartResult?.ETag }];
    await client.send(
      new sdk.CompleteMultipartUploadCommand({ ...address, UploadId, MultipartUpload: { Parts } }),
    );
    expect((await s3.get(Bucket, "k")).toString()).toBe("234");
  });
});
