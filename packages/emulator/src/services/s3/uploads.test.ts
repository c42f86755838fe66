import { createHash } from "node:crypto";
import * as sdk from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { failure, TestS3 } from "./test-s3.ts";

const test = new TestS3();

describe("multipart uploads", () => {
  const MiB5 = 5 * 1024 * 1024;

  it("joins parts, in order, with composite ETag and checksum", async () => {
    const Bucket = await test.newBucket();
    const Key = "big.bin";
    const bodies = [Buffer.alloc(MiB5, "a"), Buffer.from("the end")];
    const { UploadId } = await test.client.send(
      new sdk.CreateMultipartUploadCommand({
        Bucket,
        Key,
        ContentType: "x/y",
        Metadata: { m: "1" },
      }),
    );
    const Parts: sdk.CompletedPart[] = [];
    for (const [index, Body] of bodies.entries()) {
      const part = await test.client.send(
        new sdk.UploadPartCommand({ Bucket, Key, UploadId, PartNumber: index + 1, Body }),
      );
      Parts.push({ PartNumber: index + 1, ETag: part.ETag, ChecksumCRC32: part.ChecksumCRC32 });
    }
    const { Uploads } = await test.client.send(new sdk.ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads?.map((upload) => upload.UploadId)).toEqual([UploadId]);
    const listed = await test.client.send(new sdk.ListPartsCommand({ Bucket, Key, UploadId }));
    expect(listed.Parts?.map(({ Size }) => Size)).toEqual([MiB5, 7]);
    expect(await test.s3.list(Bucket, "")).toEqual([]);

    const complete = (parts: sdk.CompletedPart[]) =>
      test.client.send(
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
    const got = await test.client.send(new sdk.GetObjectCommand({ Bucket, Key }));
    expect(
      Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Buffer.concat(bodies)),
    ).toBe(true);
    expect(got).toMatchObject({ ContentType: "x/y", Metadata: { m: "1" } });
    if (done.ChecksumCRC32 !== undefined) expect(done.ChecksumCRC32).toMatch(/-2$/);
    await expect(complete(Parts)).rejects.toEqual(failure("NoSuchUpload", 404));
  });

  it("refuses small parts before the last, and forgets an aborted upload", async () => {
    const Bucket = await test.newBucket();
    const Key = "k";
    const { UploadId } = await test.client.send(
      new sdk.CreateMultipartUploadCommand({ Bucket, Key }),
    );
    const Parts: sdk.CompletedPart[] = [];
    for (const PartNumber of [1, 2]) {
      const { ETag } = await test.client.send(
        new sdk.UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: "small" }),
      );
      Parts.push({ PartNumber, ETag });
    }
    const address = { Bucket, Key, UploadId };
    await expect(
      test.client.send(
        new sdk.CompleteMultipartUploadCommand({ ...address, MultipartUpload: { Parts } }),
      ),
    ).rejects.toEqual(failure("EntityTooSmall", 400));
    await test.client.send(new sdk.AbortMultipartUploadCommand(address));
    await expect(test.client.send(new sdk.ListPartsCommand(address))).rejects.toEqual(
      failure("NoSuchUpload", 404),
    );
  });

  it("copies a range into a part", async () => {
    const Bucket = await test.newBucket();
    await test.put(Bucket, "source", "0123456789");
    const address = { Bucket, Key: "k" };
    const { UploadId } = await test.client.send(new sdk.CreateMultipartUploadCommand(address));
    const { CopyPartResult } = await test.client.send(
      new sdk.UploadPartCopyCommand({
        ...address,
        UploadId,
        PartNumber: 1,
        CopySource: `${Bucket}/source`,
        CopySourceRange: "bytes=2-4",
      }),
    );
    const Parts = [{ PartNumber: 1, ETag: CopyPartResult?.ETag }];
    await test.client.send(
      new sdk.CompleteMultipartUploadCommand({ ...address, UploadId, MultipartUpload: { Parts } }),
    );
    expect((await test.s3.get(Bucket, "k")).toString()).toBe("234");
  });
});
