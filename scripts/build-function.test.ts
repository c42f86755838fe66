import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { bundle, startBytes, zip } from "./build-function.mjs";

const folder = join(import.meta.dirname, "../packages/lambdas");
const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "src/index.ts")));

/** What a cold start may load, in bytes. */
const ceiling = (name: string): number => (name.endsWith("-transform") ? 25_000 : 350_000);

describe.each(names)("%s", (name) => {
  test(`starts with at most ${ceiling(name)} bytes, and no require()`, async () => {
    const built = await bundle(join(folder, name));
    expect(startBytes(built)).toBeLessThanOrEqual(ceiling(name));
    expect(built.files.has("index.mjs")).toBe(true);
    for (const contents of built.files.values()) {
      expect(new TextDecoder().decode(contents)).not.toContain('Dynamic require of "');
    }
  });
});

test("two builds give the same zip, with the same files", async () => {
  const name = "raw-archiver";
  const [first, second] = [await bundle(join(folder, name)), await bundle(join(folder, name))];
  const bytes = zip(first.files);
  const reversed = new Map([...second.files].reverse());
  expect(Buffer.from(zip(reversed)).equals(Buffer.from(bytes))).toBe(true);
  expect(Object.keys(unzipSync(bytes)).sort()).toEqual([...first.files.keys()].sort());
});

test("the zip holds readable files, no date of the build and no source map", async () => {
  const { files } = await bundle(join(folder, "orders-transform"));
  const bytes = Buffer.from(zip(files));
  expect([...files.keys()].some((name) => name.endsWith(".map"))).toBe(false);
  const directory = bytes.indexOf("PK\x01\x02", 0, "latin1");
  // https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.3.12: time and date, then attributes
  expect(bytes.readUInt16LE(directory + 12)).toBe(12 << 11);
  expect(bytes.readUInt16LE(directory + 14)).toBe((1 << 5) | 1);
  expect((bytes.readUInt32LE(directory + 38) >>> 16).toString(8)).toBe("100644");
});
