import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { transform } from "esbuild";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { bundle, plainKeys, startBytes, zip } from "./build-function.mjs";

const folder = join(import.meta.dirname, "../packages/lambdas");
const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "src/index.ts")));

/** What a cold start may load, in bytes. */
const ceiling = (name: string): number => (name.endsWith("-transform") ? 25_000 : 350_000);

describe.each(names)("%s", (name) => {
  test(`starts with at most ${ceiling(name)} bytes, no require() and no process module`, async () => {
    const built = await bundle(join(folder, name));
    expect(startBytes(built)).toBeLessThanOrEqual(ceiling(name));
    expect(built.files.has("index.mjs")).toBe(true);
    for (const contents of built.files.values()) {
      const text = new TextDecoder().decode(contents);
      expect(text).not.toContain('Dynamic require of "');
      expect(text).not.toContain('"node:process"');
    }
  });
});

test("of S3's schemas a function starts with those that it uses", async () => {
  const { files } = await bundle(join(folder, "raw-archiver"));
  const text = [...files.values()].map((contents) => new TextDecoder().decode(contents)).join("");
  expect(text).toContain("PutObjectRequest");
  expect(text).not.toContain("PutBucketPolicyRequest");
});

test("schemas mean the same with plain keys", async () => {
  const client = realpathSync(join(folder, "raw-archiver/node_modules/@aws-sdk/client-s3"));
  const path = join(client, "dist-es/schemas/schemas_0.js");
  const anyError = new Proxy({}, { get: () => Error });
  const imported = (name: string) => (name.startsWith(".") ? anyError : createRequire(path)(name));
  const exported = async (text: string) => {
    const { code } = await transform(text, { format: "cjs" });
    const module = { exports: {} };
    new Function("module", "require", code)(module, imported);
    return JSON.stringify(module.exports, (_, value) =>
      typeof value === "function" ? String(value) : value,
    );
  };
  const text = readFileSync(path, "utf8");
  expect(plainKeys(text)).not.toContain("[_h]:");
  expect(await exported(plainKeys(text))).toBe(await exported(text));
  expect(plainKeys('const a = "b";\nx = { [a]: [a], [c]: 1 };')).toBe(
    'const a = "b";\nx = { "b": [a], [c]: 1 };',
  );
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
