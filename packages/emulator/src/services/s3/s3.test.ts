import { createHash } from "node:crypto";
import { request as httpRequest } from "node:http";
import { Readable } from "node:stream";
import * as sdk from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { failure, newClient, TestS3 } from "./test-s3.ts";

const test = new TestS3();

// As a function's worker hands over what it would send.
it("takes a body that comes without a socket, as text or as bytes", async () => {
  const Bucket = await test.newBucket();
  const headers = {
    host: `127.0.0.1:${test.port}`,
    authorization: "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/s3/aws4_request",
    "content-type": "application/x-ndjson",
  };
  for (const body of ["text é", Buffer.from([0, 255, 1])]) {
    const put = { method: "PUT", target: `/${Bucket}/quarantine/x.ndjson`, headers, body };
    expect((await test.listener.exchange(put)).status).toBe(200);
    expect(await test.s3.get(Bucket, "quarantine/x.ndjson")).toEqual(Buffer.from(body));
  }
});

describe("the SDK client with default settings", () => {
  it("puts, with a checksum behind the body, and gets back bytes and headers", async () => {
    const Bucket = await test.newBucket();
    const body = Buffer.from("0123456789".repeat(20_000));
    const answer = await test.client.send(
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
    const got = await test.client.send(
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
    const Bucket = await test.newBucket();
    await test.client.send(
      new sdk.PutObjectCommand({
        Bucket,
        Key: "k",
        Body: Readable.from([Buffer.from("one "), Buffer.from("two")]),
        ContentLength: 7,
      }),
    );
    expect((await test.s3.get(Bucket, "k")).toString()).toBe("one two");
  });

  it.each(["CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
    "sends and checks %s",
    async (algorithm) => {
      const Bucket = await test.newBucket();
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
      await test.client.send(command);
      const head = await test.client.send(
        new sdk.HeadObjectCommand({ Bucket, Key: "k", ChecksumMode: "ENABLED" }),
      );
      expect(head[`Checksum${algorithm}`]).toBeTruthy();
    },
  );

  it("reaches buckets by path and by host name", async () => {
    const port = test.port;
    for (const [endpoint, forcePathStyle] of [
      [`http://127.0.0.1:${port}`, false],
      [`http://127.0.0.1:${port}`, true],
      [`http://localhost:${port}`, true],
    ] as const) {
      const other = newClient(endpoint, { forcePathStyle });
      await other.send(new sdk.ListObjectsV2Command({ Bucket: await test.newBucket() }));
      other.destroy();
    }
    // What the client sends to http://localhost:PORT without forcePathStyle.
    const Bucket = await test.newBucket();
    await test.put(Bucket, "a/b c");
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
        port: test.port,
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
    const Bucket = await test.newBucket();
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
    expect(await test.s3.list(Bucket, "")).toEqual([]);
    expect(await rawPut(Bucket, "k", body("NSRBwg=="), headers)).toBe(200);
    const head = await test.client.send(new sdk.HeadObjectCommand({ Bucket, Key: "k" }));
    expect(head.ContentLength).toBe(3);
    expect(head.ContentEncoding).toBeUndefined();
  });

  it("refuses a wrong Content-MD5", async () => {
    const Bucket = await test.newBucket();
    const command = new sdk.PutObjectCommand({
      Bucket,
      Key: "k",
      Body: "x",
      ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==",
    });
    await expect(test.client.send(command)).rejects.toEqual(failure("BadDigest", 400));
  });
});

describe("errors", () => {
  it("are S3's own", async () => {
    const Bucket = await test.newBucket();
    await test.put(Bucket, "k");
    await expect(test.client.send(new sdk.GetObjectCommand({ Bucket, Key: "x" }))).rejects.toEqual(
      failure("NoSuchKey", 404, { Key: "x" }),
    );
    await expect(test.client.send(new sdk.HeadObjectCommand({ Bucket, Key: "x" }))).rejects.toEqual(
      failure("NotFound", 404),
    );
    await expect(test.client.send(new sdk.HeadBucketCommand({ Bucket: "absent" }))).rejects.toEqual(
      failure("NotFound", 404),
    );
    await expect(test.put("absent", "k")).rejects.toEqual(failure("NoSuchBucket", 404));
    await expect(
      test.client.send(new sdk.ListObjectsV2Command({ Bucket: "absent" })),
    ).rejects.toEqual(failure("NoSuchBucket", 404));
    await expect(test.client.send(new sdk.CreateBucketCommand({ Bucket }))).rejects.toEqual(
      failure("BucketAlreadyOwnedByYou", 409),
    );
    await expect(test.client.send(new sdk.CreateBucketCommand({ Bucket: "No" }))).rejects.toEqual(
      failure("InvalidBucketName", 400),
    );
    await expect(test.client.send(new sdk.DeleteBucketCommand({ Bucket }))).rejects.toEqual(
      failure("BucketNotEmpty", 409),
    );
    await expect(test.put(Bucket, "x".repeat(1_025))).rejects.toEqual(
      failure("KeyTooLongError", 400),
    );
    await expect(
      test.client.send(new sdk.GetObjectTaggingCommand({ Bucket, Key: "k" })),
    ).rejects.toEqual(failure("NotImplemented", 501));
    await expect(
      test.client.send(new sdk.PutObjectCommand({ Bucket, Key: "k", Body: "x", Tagging: "a=b" })),
    ).rejects.toEqual(failure("NotImplemented", 501));
    await expect(
      test.client.send(
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
    const Bucket = await test.newBucket();
    await test.put(Bucket, "k");
    await test.client.send(new sdk.DeleteObjectCommand({ Bucket, Key: "k" }));
    await test.client.send(new sdk.DeleteObjectCommand({ Bucket, Key: "k" }));
    await test.client.send(new sdk.DeleteBucketCommand({ Bucket }));
    const { Buckets = [] } = await test.client.send(new sdk.ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).not.toContain(Bucket);
    await test.client.send(new sdk.CreateBucketCommand({ Bucket }));
    expect(await test.s3.list(Bucket, "")).toEqual([]);
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
    const Bucket = await test.newBucket();
    await test.put(Bucket, "k", "0123456789");
    const answer = await test.client.send(new sdk.GetObjectCommand({ Bucket, Key: "k", Range }));
    expect(await answer.Body?.transformToString()).toBe(expected);
    expect(answer.ContentRange).toBe(contentRange);
    expect(answer.$metadata.httpStatusCode).toBe(contentRange === undefined ? 200 : 206);
  });

  it("answers 416 where there is nothing in the range", async () => {
    const Bucket = await test.newBucket();
    await test.put(Bucket, "k", "0123456789");
    await test.s3.put({ bucket: Bucket, key: "empty", body: Buffer.alloc(0) });
    for (const [Key, Range] of [
      ["k", "bytes=10-"],
      ["k", "bytes=-0"],
      ["empty", "bytes=0-1"],
    ]) {
      await expect(
        test.client.send(new sdk.GetObjectCommand({ Bucket, Key, Range })),
      ).rejects.toEqual(failure("InvalidRange", 416));
    }
  });

  it("keeps to conditions", async () => {
    const Bucket = await test.newBucket();
    const { ETag } = await test.put(Bucket, "k");
    const get = (more: object) =>
      test.client.send(new sdk.GetObjectCommand({ Bucket, Key: "k", ...more }));
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
    const Bucket = await test.newBucket();
    await test.put(Bucket, "k");
    const answer = await test.client.send(
      new sdk.GetObjectCommand({ Bucket, Key: "k", ResponseContentType: "text/csv" }),
    );
    expect(answer.ContentType).toBe("text/csv");
  });
});

describe("conditional writes", () => {
  it("create only once, replace only what is known", async () => {
    const Bucket = await test.newBucket();
    const write = (Body: string, more: object) =>
      test.client.send(new sdk.PutObjectCommand({ Bucket, Key: "k", Body, ...more }));
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
    expect((await test.s3.get(Bucket, "k")).toString()).toBe("e");
    await expect(
      test.client.send(new sdk.PutObjectCommand({ Bucket, Key: "x", Body: "x", IfMatch: ETag })),
    ).rejects.toEqual(failure("NoSuchKey", 404));
  });
});
