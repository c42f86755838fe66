import { setImmediate as turn } from "node:timers/promises";
import { array, assert, asyncProperty, constantFrom, integer, oneof, record } from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { setFaults } from "../fail-points.ts";
import { SegmentedLog } from "./log.ts";
import { LogAppendError, LogClosedError, LogCorruptError, type LogDamage } from "./log-errors.ts";
import type { LogEntry, StoredRecord } from "./log-record.ts";
import { MemoryDisk } from "./memory-disk.ts";

const directory = "/data/log";
afterEach(() => setFaults(undefined));

function entry(text: string, time = 0): LogEntry {
  return { time, head: Buffer.from("h"), payload: Buffer.from(text) };
}

async function open(disk: MemoryDisk, damage: LogDamage[] = [], segmentBytes = 300) {
  return SegmentedLog.open({
    disk,
    directory,
    segmentBytes,
    onDamage: (found) => damage.push(found),
  });
}

async function readAll(log: SegmentedLog): Promise<StoredRecord[]> {
  const found: StoredRecord[] = [];
  for (let from = log.firstIndex; ; ) {
    const batch = await log.read(from, 3, 100);
    const last = batch.at(-1);
    if (last === undefined) return found;
    found.push(...batch);
    from = last.index + 1;
  }
}
const texts = (records: readonly StoredRecord[]) =>
  records.map(({ body }) => body.toString().slice(1));

async function appendAll(log: SegmentedLog, ...payloads: string[]): Promise<number[]> {
  const indexes: number[] = [];
  for (const payload of payloads) indexes.push(await log.append(entry(payload)));
  return indexes;
}

async function lastFile(disk: MemoryDisk): Promise<string> {
  const names = await disk.list(directory);
  return `${directory}/${names.filter((name) => name.endsWith(".log")).at(-1)}`;
}

describe("whatever happens to the disk", () => {
  const step = oneof(
    {
      weight: 6,
      arbitrary: record({
        kind: constantFrom("append"),
        n: integer({ min: 1, max: 6 }),
        size: integer({ min: 0, max: 200 }),
      }),
    },
    {
      weight: 3,
      arbitrary: record({
        kind: constantFrom("settle", "read", "turn"),
        n: integer({ min: 1, max: 4 }),
      }),
    },
    { weight: 2, arbitrary: record({ kind: constantFrom("powerLoss"), n: integer() }) },
    {
      weight: 1,
      arbitrary: record({
        kind: constantFrom(
          "kill",
          "restart",
          "fullDisk",
          "failSync",
          "fullSync",
          "failDirectory",
          "failTruncate",
        ),
        n: integer({ min: 1, max: 2 }),
      }),
    },
  );

  it("no acknowledged and no delivered record is lost, changed or given another's index", async () => {
    await assert(
      asyncProperty(array(step, { maxLength: 40 }), async (steps) => {
        const disk = new MemoryDisk();
        let log = await open(disk);
        let next = 0;
        let pending: Promise<void>[] = [];
        /** By index: what was acknowledged or delivered, and must stay. */
        const kept = new Map<number, string>();
        const keep = (index: number, text: string) => {
          expect(kept.get(index) ?? text).toBe(text);
          kept.set(index, text);
        };
        const deliver = async () => {
          const records = await readAll(log);
          for (const { index, body } of records) keep(index, body.toString().slice(1));
          expect(records.length).toBe(new Set(texts(records)).size);
          return records;
        };
        const reopen = async () => {
          await Promise.allSettled(pending);
          pending = [];
          disk.heal();
          log = await open(disk);
          const found = new Map(
            (await deliver()).map(({ index, body }) => [index, body.toString().slice(1)]),
          );
          for (const [index, text] of kept) expect(found.get(index)).toBe(text);
        };
        for (const { kind, n, ...rest } of steps) {
          if (kind === "append") {
            for (let count = 0; count < n; count += 1) {
              const text = `${next++}:${"x".repeat("size" in rest ? rest.size : 0)}`;
              pending.push(
                log.append(entry(text)).then(
                  (index) => keep(index, text),
                  () => {},
                ),
              );
            }
          }
          if (kind === "settle") await Promise.all(pending);
          if (kind === "read") await deliver();
          if (kind === "turn") for (let count = 0; count < n; count += 1) await turn();
          if (kind === "fullDisk") disk.fail("append", "ENOSPC", n);
          if (kind === "failSync") disk.fail("sync", "EIO", n);
          if (kind === "fullSync") disk.fail("sync", "ENOSPC", n);
          if (kind === "failDirectory") disk.fail("syncDirectory", "EIO", n);
          if (kind === "failTruncate") disk.fail("truncate", "EIO", n);
          if (kind === "kill") disk.kill();
          if (kind === "powerLoss") disk.powerLoss({ seed: n });
          if (kind === "restart") {
            disk.heal();
            await log.close();
            await reopen();
          }
          if (kind === "kill" || kind === "powerLoss") await reopen();
        }
        disk.powerLoss({ seed: 1 });
        await reopen();
      }),
      { numRuns: 1500 },
    );
  });
});

describe("appends", () => {
  it("that wait while the disk syncs share the next sync", async () => {
    const disk = new MemoryDisk();
    let syncs = 0;
    const log = await SegmentedLog.open({ disk, directory, onCommit: () => (syncs += 1) });
    const first = log.append(entry("first"));
    await turn();
    const others = Array.from({ length: 50 }, (_, n) => log.append(entry(`${n}`)));
    expect(await Promise.all([first, ...others])).toEqual([...Array(51).keys()]);
    expect(syncs).toBe(2);
  });

  it("go into a new file when one is full, and the log reads over all of them", async () => {
    const disk = new MemoryDisk();
    const log = await open(disk);
    const payloads = [...Array(40).keys()].map((n) => `${n}-${"x".repeat(n)}`);
    await appendAll(log, ...payloads);
    expect((await disk.list(directory)).length).toBeGreaterThan(5);
    expect(texts(await readAll(log))).toEqual(payloads);
    await log.close();
    const reopened = await open(disk);
    expect(reopened.nextIndex).toBe(40);
    expect(texts(await readAll(reopened))).toEqual(payloads);
    expect(texts(await reopened.read(37, 10, 1000))).toEqual(payloads.slice(37));
  });

  it("are refused for good after a failed sync, which acknowledges nothing", async () => {
    const disk = new MemoryDisk();
    const log = await open(disk);
    await log.append(entry("before"));
    disk.fail("sync", "EIO");
    await expect(log.append(entry("lost"))).rejects.toThrow(LogClosedError);
    await expect(log.append(entry("after"))).rejects.toThrow("EIO");
    expect(texts(await readAll(log))).toEqual(["before"]);
  });

  it("are refused while the disk is full and taken again when it is not", async () => {
    const disk = new MemoryDisk();
    const log = await open(disk);
    await log.append(entry("before"));
    const { size } = (await disk.stat(await lastFile(disk))) ?? { size: -1 };
    disk.fail("append", "ENOSPC", 2);
    for (const text of ["no", "no"]) {
      await expect(log.append(entry(text))).rejects.toThrow(LogAppendError);
      expect(await disk.stat(await lastFile(disk))).toMatchObject({ size });
    }
    await log.append(entry("again"));
    expect(texts(await readAll(log))).toEqual(["before", "again"]);
    await log.close();
    const damage: LogDamage[] = [];
    expect(texts(await readAll(await open(disk, damage)))).toEqual(["before", "again"]);
    expect(damage).toEqual([]);
  });

  it("are not acknowledged by the log when a fault is injected at one of its hops", async () => {
    for (const [hop, stored] of [
      ["log.append", []],
      ["log.fsync", []],
      ["log.ack", ["x"]],
    ] as const) {
      const log = await open(new MemoryDisk());
      setFaults(`${hop}:throw:1`);
      await expect(log.append(entry("x"))).rejects.toThrow(`fault injected at ${hop}`);
      expect(texts(await readAll(log))).toEqual(stored);
    }
  });
});

describe("recovery", () => {
  it("cuts a damaged tail off, says where it was, and does not use its indexes again", async () => {
    const disk = new MemoryDisk();
    const log = await open(disk, [], 10_000);
    await appendAll(log, "a", "b", "c");
    await log.close();
    const file = await lastFile(disk);
    const size = (await disk.stat(file))?.size ?? 0;
    disk.flip(file, size - 1);
    const damage: LogDamage[] = [];
    const reopened = await open(disk, damage, 10_000);
    const length = size / 3;
    expect(damage).toEqual([{ file, offset: 2 * length, discarded: length, readableRecords: 0 }]);
    // "b" is what a reader has to reach; after it comes nothing yet, whatever index it will have.
    expect(reopened.lastIndex).toBe(1);
    // A reader may have come as far as "c", whose index is 2.
    expect((await appendAll(reopened, "d"))[0]).toBeGreaterThan(2);
    expect(texts(await readAll(reopened))).toEqual(["a", "b", "d"]);
    await reopened.close();
    expect(texts(await readAll(await open(disk)))).toEqual(["a", "b", "d"]);
  });

  it("refuses to go on over damage in the middle, and changes nothing", async () => {
    const disk = new MemoryDisk();
    const log = await open(disk, [], 10_000);
    await appendAll(log, "a", "b", "c");
    await log.close();
    const file = await lastFile(disk);
    disk.flip(file, 30);
    const before = await disk.read(file);
    await expect(open(disk, [], 10_000)).rejects.toThrow(LogCorruptError);
    await expect(open(disk, [], 10_000)).rejects.toThrow(
      `${file} is damaged at offset ${(before?.length ?? 0) / 3}`,
    );
    expect(await disk.read(file)).toEqual(before);
  });

  it("keeps whole records aside that lie behind damage in the last group", async () => {
    const disk = new MemoryDisk();
    const log = await open(disk, [], 10_000);
    await Promise.all(["a", "b", "c"].map((text) => log.append(entry(text))));
    await log.close();
    const file = await lastFile(disk);
    disk.flip(file, 10);
    const damage: LogDamage[] = [];
    await open(disk, damage, 10_000);
    expect(damage).toMatchObject([{ offset: 0, readableRecords: 2, savedAs: `${file}.cut-at-0` }]);
    expect(await disk.read(damage[0]?.savedAs ?? "")).toHaveLength(damage[0]?.discarded ?? -1);
  });

  it("does not skip a damaged record or a missing file of an older segment when reading", async () => {
    const disk = new MemoryDisk();
    const log = await open(disk, [], 1);
    await appendAll(log, "a", "b", "c", "d");
    await log.close();
    const [, second = ""] = await disk.list(directory);
    disk.flip(`${directory}/${second}`, 25);
    const flipped = await open(disk, [], 1);
    expect(texts(await flipped.read(0, 1, 100))).toEqual(["a"]);
    await expect(flipped.read(1, 1, 100)).rejects.toThrow(`${second} is damaged at offset 0`);
    await disk.remove(`${directory}/${second}`);
    const missing = await open(disk, [], 1);
    await expect(readAll(missing)).rejects.toThrow("1 is missing");
  });
});

describe("time", () => {
  it("finds the first record from a time on, and trims whole files before one", async () => {
    const disk = new MemoryDisk();
    const log = await open(disk, [], 1);
    for (const time of [10, 20, 30, 40]) await log.append(entry(`${time}`, time));
    expect(await Promise.all([0, 15, 20, 41].map((time) => log.indexAtTime(time)))).toEqual([
      0, 1, 1, 4,
    ]);
    await log.trim(30);
    expect(texts(await readAll(log))).toEqual(["30", "40"]);
    await log.trim(1000);
    expect(texts(await readAll(log))).toEqual(["40"]);
    await log.close();
    const reopened = await open(disk, [], 1);
    expect(reopened.nextIndex).toBe(4);
    expect(await reopened.indexAtTime(0)).toBe(3);
  });
});
