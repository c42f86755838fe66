import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "./repository.ts";

const functions = [
  ...["orders-transform", "product-details-transform", "purchase-details-transform"],
  ...["shipping-addresses-transform", "invoice-lines-transform", "kinesis-consumer"],
];

/** What each package may import of the others; a function may import what `lambdas` may. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  "lambda-kit": ["contract"],
  lambdas: ["contract", "lambda-kit"],
  emulator: [],
  local: ["contract", "emulator"],
  deploy: ["contract"],
  // The functions themselves are for `pnpm fuzz`, which runs them without anything around them.
  conformance: ["contract", "lambda-kit", "emulator", "local"],
  cli: ["contract", "local", "deploy", ...functions],
};

async function sources(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return (
    entries
      .map((entry) => ({ path: join(entry.parentPath, entry.name), entry }))
      .filter(({ path, entry }) => entry.isFile() && path.endsWith(".ts"))
      .map(({ path }) => path)
      .filter((path) => !/[\\/](node_modules|dist|generated)[\\/]/.test(path))
      // Tests may look into what they test.
      .filter((path) => !/\.(test|bench)\.ts$|[\\/](e2e|faults|integration)[\\/]/.test(path))
  );
}

test.each(Object.keys(allowed))("%s imports only what lies below it", async (name) => {
  const files = await sources(join(repositoryRoot, "packages", name)).catch(() => []);
  const wrong: string[] = [];
  for (const file of files) {
    const imports = (await readFile(file, "utf8")).matchAll(/from "@tributary\/([a-z-]+)/g);
    for (const [, imported = ""] of imports) {
      if (!allowed[name]?.includes(imported)) wrong.push(`${file} imports ${imported}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("a service of the emulator imports no other service but through its ports", async () => {
  const services = join(repositoryRoot, "packages/emulator/src/services");
  const wrong: string[] = [];
  for (const file of await sources(services)) {
    const own = file.slice(services.length + 1).split(/[\\/]/)[0];
    const imports = (await readFile(file, "utf8")).matchAll(/from "((?:\.\.\/)+)([a-z-]+)\//g);
    for (const [, up = "", folder = ""] of imports) {
      const depth = file.slice(services.length + 1).split(/[\\/]/).length - 1;
      const reachesServices = up.length / 3 === depth;
      if (reachesServices && folder !== own) wrong.push(`${file} imports services/${folder}`);
    }
  }
  expect(wrong).toEqual([]);
});
