// Builds one Lambda function; run in its package's folder: src/index.ts → dist/bundle (an ES module,
// rarely needed clients as lazily loaded chunks), dist/function.zip and dist/function.json.
// The zip's bytes depend on the sources alone, so Lambda's CodeSha256 says whether a deploy is due.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { zipSync } from "fflate";

// Some CommonJS parts of the SDK call require(); an ES module has none.
const REQUIRE_BANNER =
  'import{createRequire as __tributaryRequire}from"node:module";const require=__tributaryRequire(import.meta.url);';

// A regular file that anyone may read: Lambda runs the code as another user than the one who packs it.
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html#nodejs-package-create-permissions
const FILE_ATTRIBUTES = 0o100644 << 16;
const UNIX = 3;

/**
 * Writes the keys `[_h]: …` of a module as the texts that its constants stand for, `"http": …`.
 * @param {string} text
 * @returns {string}
 */
export function plainKeys(text) {
  const constants = new Map(
    [...text.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)].map(([, name, value]) => [name, value]),
  );
  return text.replace(/\[(\w+)\]: /g, (key, name) =>
    constants.has(name) ? `${constants.get(name)}: ` : key,
  );
}

/**
 * Lets esbuild leave out the schemas of operations that are not used: it takes a computed key for a side effect. Of the
 * S3 client's schemas it would keep nine tenths for that.
 *
 * @type {import("esbuild").Plugin}
 */
const smallSchemas = {
  name: "small-schemas",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/].*[\\/]schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: plainKeys(await readFile(path, "utf8")),
    }));
  },
};

/**
 * Takes what the SDK imports of `node:process` from the global: the module as such opens standard input, output and
 * error when it is imported.
 *
 * @type {import("esbuild").Plugin}
 */
const globalProcess = {
  name: "global-process",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:process$/ }, () => ({ path: "process", namespace: "global" }));
    onLoad({ filter: /./, namespace: "global" }, () => ({
      contents: "export const { env, versions } = globalThis.process;",
    }));
  },
};

/**
 * Bundles a function.
 * @param {string} directory the function's package, with src/index.ts
 * @returns {Promise<{ files: Map<string, Uint8Array>, maps: Map<string, Uint8Array>, metafile: import("esbuild").Metafile }>}
 *   files of the bundle by name with `/`, and their source maps
 */
export async function bundle(directory) {
  const options = {
    absWorkingDir: directory,
    entryPoints: { index: "src/index.ts" },
    outdir: "dist/bundle",
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // Naming any takes esbuild's own "module" away, without which the SDK's core comes as CommonJS, whole.
    conditions: ["tributary-source", "module"],
    mainFields: ["module", "main"],
    minify: true,
    legalComments: "none",
    plugins: [smallSchemas, globalProcess],
    sourcemap: "external",
    metafile: true,
    write: false,
    logLevel: "warning",
  };
  let result = await build(options);
  if (result.outputFiles.some(({ text }) => text.includes('Dynamic require of "'))) {
    result = await build({ ...options, banner: { js: REQUIRE_BANNER } });
  }
  const files = new Map();
  const maps = new Map();
  const base = join(directory, "dist", "bundle");
  for (const { path, contents } of result.outputFiles) {
    const name = relative(base, path).split(sep).join("/");
    (name.endsWith(".map") ? maps : files).set(name, contents);
  }
  return { files, maps, metafile: result.metafile };
}

/**
 * A zip whose bytes depend on names and contents alone: sorted entries, one date, one mode, and a
 * deflate in JavaScript, because zlib's output differs between processors and Node versions.
 * @param {Map<string, Uint8Array>} files contents by name
 * @returns {Uint8Array}
 */
export function zip(files) {
  const names = [...files.keys()].sort();
  return zipSync(Object.fromEntries(names.map((name) => [name, files.get(name)])), {
    // Zip holds local time without a zone; these local fields are the same everywhere.
    mtime: new Date(1980, 0, 1, 12),
    os: UNIX,
    attrs: FILE_ATTRIBUTES,
    level: 9,
  });
}

/** Bytes that a cold start loads: the entry and what it imports statically. */
export function startBytes({ metafile }) {
  const outputs = metafile.outputs;
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path) || !outputs[path]) return;
    seen.add(path);
    for (const { path: next, kind } of outputs[path].imports) {
      if (kind === "import-statement") visit(next);
    }
  };
  visit("dist/bundle/index.mjs");
  return [...seen].reduce((sum, path) => sum + outputs[path].bytes, 0);
}

async function main(directory) {
  const dist = join(directory, "dist");
  const built = await bundle(directory);
  const archive = zip(built.files);
  const target = join(dist, "bundle");
  if (existsSync(target)) await rm(target, { recursive: true });
  for (const [name, contents] of [...built.files, ...built.maps]) {
    const path = join(target, ...name.split("/"));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
  const description = {
    name: JSON.parse(await readFile(join(directory, "package.json"), "utf8"))
      .name.split("/")
      .pop(),
    handler: "index.handler",
    codeSha256: createHash("sha256").update(archive).digest("base64"),
    zipBytes: archive.length,
    startBytes: startBytes(built),
    files: [...built.files]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { length }]) => ({ name, bytes: length })),
  };
  await writeFile(join(dist, "function.zip"), archive);
  await writeFile(join(dist, "function.json"), `${JSON.stringify(description, null, 2)}\n`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(process.cwd());
}
