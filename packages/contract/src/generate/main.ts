import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { generatedFiles } from "./files.ts";
import { publishedContract } from "./published.ts";

const root = join(process.cwd(), "../..");
const files = await generatedFiles();
// A baseline is what has been published; it is replaced only on demand.
if (process.argv.includes("--baseline")) {
  files.set(
    "packages/contract/baseline/contract.json",
    `${JSON.stringify(publishedContract(), null, 2)}\n`,
  );
}
for (const [path, content] of files) {
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content);
}
