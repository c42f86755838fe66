import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { setFaults } from "../../fail-points.ts";
import type { Disk } from "../../storage/disk.ts";
import { MemoryDisk } from "../../storage/memory-disk.ts";
import { md5Hex } from "./digest.ts";
import { S3 } from "./s3.ts";

const directory = "/data/s3";
const quiet = () => {};
const open = (disk: Disk) => S3.open({ disk, directory, clock: { now: () => 1e12 }, log: quiet });

afterEach(() => setFaults(undefined));

/** The disk as one process sees it: with that process, its access ends. Every call takes some turns. */
function mortal(disk: MemoryDisk, random: () => number): { disk: Disk; end: () => void } {
  let isAlive = true;
  const check = () => {
    if (!isAlive) throw Object.assign(new Error("the process is gone"), { code: "EBADF" });
  };
  const proxy = new Proxy<Disk>(disk, {
    get:
      (_, name: keyof Disk) =>
      async (...input: never[]) => {
        check();
        if (random() < 0.3) await turn();
        check();
        const call: (...input: never[]) => Promise<unknown> = disk[name].bind(disk);
        const output = await call(...input);
        check();
        return output;
      },
  });
  return {
    disk: proxy,
    end: () => {
      isAlive = false;
    },
  };
}

function numbers(seed: number): () => number {
  let state = seed * 7919 + 17;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** What a key may hold: `undefined` is no object. */
type Value = string | undefined;

/** Metadata that belongs to a body: a mix of one write's bytes with another's metadata shows. */
const metadataOf = (body: string) => ({ of: body });

async function stored(s3: S3, key: string): Promise<Value> {
  const service = s3.wireService();
  const answer = await service.handle({
    method: "GET",
    path: `/lake/${key}`,
    query: new URLSearchParams(),
    headers: { host: "localhost" },
    body: Buffer.alloc(0),
  });
  if (answer.status === 404) return undefined;
  const body = Buffer.from(answer.body).toString();
  expect(answer.headers["x-amz-meta-of"]).toBe(body);
  expect(answer.headers.etag).toBe(`"${md5Hex(Buffer.from(body))}"`);
  return body;
}

describe("after kill -9 or power loss at any point", () => {
  it("every acknowledged object is there, whole, with its own metadata", async () => {
    let crashes = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const random = numbers(seed);
      const pick = <Item>(items: readonly Item[]): Item | undefined =>
        items[Math.floor(random() * items.length)];
      const memory = new MemoryDisk();
      const possible = new Map<string, Value[]>();
      for (let life = 0; life < 4; life++) {
        const process = mortal(memory, random);
        const s3 = await open(process.disk);
        await s3.ensureBucket("lake");
        for (const [key, values] of possible) {
          const found = await stored(s3, key);
          expect(values, `seed ${seed}, life ${life}, ${key}`).toContain(found);
          possible.set(key, [found]);
        }
        const listed = (await s3.list("lake", "")).map(({ key }) => key);
        const expected = [...possible].filter(([, [value]]) => value !== undefined);
        expect(listed).toEqual(expected.map(([key]) => key).sort());

        const steps = Math.floor(random() * 12);
        for (let step = 0; step < steps; step++) {
          const key = pick(["k", "dt=1/x.parquet", "dt=1/y.parquet", "A", "a"]) ?? "k";
          const value =
            random() < 0.2 ? undefined : `${seed}/${life}/${step}`.repeat(1 + step * 10);
          const before = possible.get(key) ?? [undefined];
          possible.set(key, [...before, value]);
          const done =
            value === undefined
              ? s3.remove("lake", key)
              : s3.put({
                  bucket: "lake",
                  key,
                  body: Buffer.from(value),
                  metadata: metadataOf(value),
                });
          const settled = done.then(
            () => possible.set(key, [value]),
            () => {},
          );
          // Two writes of one key at a time would make every order possible: wait for most.
          if (step < steps - 1 || random() < 0.5) await settled;
          else for (let turns = Math.floor(random() * 6); turns > 0; turns--) await turn();
        }
        process.end();
        crashes += 1;
        if (random() < 0.6) memory.powerLoss({ seed: seed * 10 + life });
        else memory.kill();
        await turn();
      }
    }
    expect(crashes).toBe(600);
  });

  it("keeps a multipart upload and its parts", async () => {
    const memory = new MemoryDisk();
    const s3 = await open(memory);
    await s3.ensureBucket("lake");
    const ask = async (of: S3, method: string, target: string, body = "") => {
      const [path = "", query = ""] = target.split("?");
      const answer = await of.wireService().handle({
        method,
        path,
        query: new URLSearchParams(query),
        headers: { host: "localhost" },
        body: Buffer.from(body),
      });
      return { ...answer, text: String(answer.body) };
    };
    const started = await ask(s3, "POST", "/lake/k?uploads");
    const id = /<UploadId>(.*)<\/UploadId>/.exec(started.text)?.[1];
    const part = await ask(s3, "PUT", `/lake/k?uploadId=${id}&partNumber=1`, "the part");
    memory.writeLoose(`${directory}/.uploads/left-behind`, Buffer.from("x"));
    memory.powerLoss({ seed: 1 });
    const again = await open(memory);
    expect((await ask(again, "GET", `/lake/k?uploadId=${id}`)).text).toContain("<Size>8</Size>");
    const xml = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers.etag}</ETag></Part></CompleteMultipartUpload>`;
    expect((await ask(again, "POST", `/lake/k?uploadId=${id}`, xml)).status).toBe(200);
    memory.powerLoss({ seed: 2 });
    const last = await open(memory);
    expect((await last.get("lake", "k")).toString()).toBe("the part");
    expect((await ask(last, "GET", `/lake/k?uploadId=${id}`)).status).toBe(404);
    expect(await memory.list(`${directory}/.uploads`)).toEqual([]);
  });
});

describe("a disk that refuses", () => {
  it.each(["writeAtomic", "append", "makeDirectory"] as const)(
    "is answered with 503 when %s finds it full, and the object stays what it was",
    async (operation) => {
      const disk = new MemoryDisk();
      const s3 = await open(disk);
      await s3.ensureBucket("lake");
      await s3.put({
        bucket: "lake",
        key: "k",
        body: Buffer.from("old"),
        metadata: metadataOf("old"),
      });
      disk.fail(operation, "ENOSPC");
      const write = () =>
        s3.put({ bucket: "lake", key: "k", body: Buffer.from("new"), metadata: metadataOf("new") });
      await expect(write()).rejects.toMatchObject({ code: "ServiceUnavailable", status: 503 });
      expect(await stored(s3, "k")).toBe("old");
      disk.heal();
      await write();
      expect(await stored(s3, "k")).toBe("new");
      disk.powerLoss({ seed: 3 });
      expect(await stored(await open(disk), "k")).toBe("new");
    },
  );

  it("never mixes bytes and metadata when the write fails after the rename", async () => {
    const disk = new MemoryDisk();
    const s3 = await open(disk);
    await s3.ensureBucket("lake");
    await s3.put({
      bucket: "lake",
      key: "k.x",
      body: Buffer.from("old"),
      metadata: metadataOf("old"),
    });
    disk.fail("syncDirectory", "EIO");
    const write = s3.put({
      bucket: "lake",
      key: "k.x",
      body: Buffer.from("new"),
      metadata: metadataOf("new"),
    });
    await expect(write).rejects.toMatchObject({ status: 503 });
    expect(["old", "new"]).toContain(await stored(s3, "k.x"));
    disk.powerLoss({ seed: 5 });
    expect(["old", "new"]).toContain(await stored(await open(disk), "k.x"));
  });

  it("shows nothing after a restart that a power loss can still take back", async () => {
    for (let seed = 0; seed < 10; seed++) {
      const disk = new MemoryDisk();
      const s3 = await open(disk);
      await s3.ensureBucket("lake");
      const write = (body: string) =>
        s3.put({ bucket: "lake", key: "k", body: Buffer.from(body), metadata: metadataOf(body) });
      await write("old");
      // Renamed, and killed before the directory is synced.
      disk.fail("syncDirectory", "EIO", 2);
      await expect(write("new")).rejects.toMatchObject({ status: 503 });
      disk.kill();
      expect(await stored(await open(disk), "k")).toBe("new");
      disk.powerLoss({ seed });
      expect(await stored(await open(disk), "k")).toBe("new");
    }
  });

  it.each(["s3.journal", "s3.write", "s3.ack"])("holds at the fail-point %s", async (hop) => {
    const disk = new MemoryDisk();
    const s3 = await open(disk);
    await s3.ensureBucket("lake");
    setFaults(`${hop}:eio:1`);
    const write = () =>
      s3.put({ bucket: "lake", key: "k", body: Buffer.from("v"), metadata: metadataOf("v") });
    await expect(write()).rejects.toMatchObject({ status: 503 });
    await write();
    disk.powerLoss({ seed: 1 });
    expect(await stored(await open(disk), "k")).toBe("v");
  });
});

describe("a restart", () => {
  it("finds the same buckets, objects and metadata, and files that others put there", async () => {
    const disk = new MemoryDisk();
    const s3 = await open(disk);
    await s3.ensureBucket("lake");
    await s3.ensureBucket("old-lake");
    for (const body of ["one", "two"]) {
      await s3.put({
        bucket: "lake",
        key: "k",
        body: Buffer.from(body),
        metadata: metadataOf(body),
      });
    }
    const before = await s3.list("lake", "");
    await s3.close();
    await disk.makeDirectory(`${directory}/lake/dt=1`);
    await disk.writeAtomic(`${directory}/lake/dt=1/mine.csv`, Buffer.from("a,b"));
    await disk.writeAtomic(`${directory}/lake/dt=1/Not a key.csv`, Buffer.from("x"));
    const again = await open(disk);
    expect(again.buckets()).toEqual(["lake", "old-lake"]);
    expect(await stored(again, "k")).toBe("two");
    const after = await again.list("lake", "");
    expect(after.map(({ key }) => key)).toEqual(["dt=1/mine.csv", "k"]);
    expect(after[1]).toEqual(before[0]);
    expect(after[0]).toMatchObject({ size: 3, etag: md5Hex(Buffer.from("a,b")) });
  });

  it("reads on from a compacted journal", async () => {
    const disk = new MemoryDisk();
    let s3 = await open(disk);
    await s3.ensureBucket("lake");
    for (let round = 0; round < 3; round++) {
      for (const key of ["x", "y"]) {
        const body = `${round}${key}`;
        await s3.put({ bucket: "lake", key, body: Buffer.from(body), metadata: metadataOf(body) });
      }
      if (round < 2) await s3.close();
      disk.powerLoss({ seed: round });
      s3 = await open(disk);
      expect(await stored(s3, "x")).toBe(`${round}x`);
      expect(await stored(s3, "y")).toBe(`${round}y`);
    }
  });

  it("gives up an object whose file another program has removed or replaced", async () => {
    const disk = new MemoryDisk();
    const s3 = await open(disk);
    await s3.ensureBucket("lake");
    await s3.put({ bucket: "lake", key: "a.x", body: Buffer.from("aaa") });
    await s3.put({ bucket: "lake", key: "b.x", body: Buffer.from("bbb") });
    await disk.remove(s3.path("lake", "a.x"));
    await disk.writeAtomic(s3.path("lake", "b.x"), Buffer.from("other"));
    await expect(s3.get("lake", "a.x")).rejects.toMatchObject({ code: "NoSuchKey" });
    expect((await s3.get("lake", "b.x")).toString()).toBe("other");
  });
});

describe("putFile", () => {
  it("takes over a file written by another program", async () => {
    const disk = new MemoryDisk();
    const s3 = await open(disk);
    await s3.ensureBucket("lake");
    disk.writeLoose(`${directory}/parquet.tmp`, Buffer.from("rows"));
    const info = await s3.putFile({
      bucket: "lake",
      key: "dt=1/x.parquet",
      path: `${directory}/parquet.tmp`,
    });
    expect(info).toMatchObject({ size: 4, etag: md5Hex(Buffer.from("rows")) });
    expect(s3.path("lake", "dt=1/x.parquet")).toBe(`${directory}/lake/dt=1/x.parquet`);
    disk.powerLoss({ seed: 1 });
    expect((await (await open(disk)).get("lake", "dt=1/x.parquet")).toString()).toBe("rows");
    expect(await disk.read(`${directory}/parquet.tmp`)).toBeUndefined();
  });
});
