import * as sdk from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { failure, TestS3 } from "./test-s3.ts";

const test = new TestS3();

describe("listing", () => {
  it("goes by the bytes of the keys, with prefix, delimiter and pages", async () => {
    const Bucket = await test.newBucket();
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
    for (const key of keys) await test.put(Bucket, key);
    const sorted = keys.toSorted((one, other) =>
      Buffer.compare(Buffer.from(one), Buffer.from(other)),
    );
    const list = (more: object = {}) =>
      test.client.send(new sdk.ListObjectsV2Command({ Bucket, ...more }));

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

    const old = await test.client.send(
      new sdk.ListObjectsCommand({ Bucket, Delimiter: "/", MaxKeys: 2 }),
    );
    expect(old.NextMarker).toBe("a/");
    const next = await test.client.send(
      new sdk.ListObjectsCommand({ Bucket, Delimiter: "/", Marker: old.NextMarker }),
    );
    expect(next.CommonPrefixes).toEqual([{ Prefix: "b/" }, { Prefix: "c/" }]);
  });
});

describe("copies and bulk deletes", () => {
  it("copies bytes and headers, or new headers", async () => {
    const Bucket = await test.newBucket();
    const key = "a b/ü+1.txt";
    await test.client.send(
      new sdk.PutObjectCommand({
        Bucket,
        Key: key,
        Body: "text",
        ContentType: "text/plain",
        Metadata: { m: "1" },
      }),
    );
    const CopySource = `${Bucket}/${encodeURIComponent(key)}`;
    await test.client.send(new sdk.CopyObjectCommand({ Bucket, Key: "copy", CopySource }));
    expect(
      await test.client.send(new sdk.HeadObjectCommand({ Bucket, Key: "copy" })),
    ).toMatchObject({
      ContentType: "text/plain",
      Metadata: { m: "1" },
      ContentLength: 4,
    });
    await test.client.send(
      new sdk.CopyObjectCommand({
        Bucket,
        Key: key,
        CopySource,
        MetadataDirective: "REPLACE",
        ContentType: "a/b",
      }),
    );
    expect(await test.client.send(new sdk.HeadObjectCommand({ Bucket, Key: key }))).toMatchObject({
      ContentType: "a/b",
      Metadata: {},
    });
    await expect(
      test.client.send(new sdk.CopyObjectCommand({ Bucket, Key: key, CopySource })),
    ).rejects.toEqual(failure("InvalidRequest", 400));
    await expect(
      test.client.send(
        new sdk.CopyObjectCommand({ Bucket, Key: "x", CopySource, CopySourceIfMatch: '"0"' }),
      ),
    ).rejects.toEqual(failure("PreconditionFailed", 412));
  });

  it("deletes many at once", async () => {
    const Bucket = await test.newBucket();
    for (const key of ["a", "b&<c", "d"]) await test.put(Bucket, key);
    const { Deleted, Errors } = await test.client.send(
      new sdk.DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: "a" }, { Key: "b&<c" }, { Key: "absent" }] },
      }),
    );
    expect(Deleted?.map(({ Key }) => Key)).toEqual(["a", "b&<c", "absent"]);
    expect(Errors ?? []).toEqual([]);
    expect((await test.s3.list(Bucket, "")).map(({ key }) => key)).toEqual(["d"]);
  });
});
