import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root; `src/` and `dist/` lie equally deep below it. */
export const repositoryRoot = fileURLToPath(new URL("../../..", import.meta.url));

/** Every file of a folder with an extension, by its name without it. */
export async function readFolder(folder: string, extension: string): Promise<Map<string, string>> {
  const directory = join(repositoryRoot, folder);
  const names = (await readdir(directory)).filter((name) => name.endsWith(extension)).sort();
  const files = names.map(
    async (name): Promise<[string, string]> => [
      basename(name, extension),
      await readFile(join(directory, name), "utf8"),
    ],
  );
  return new Map(await Promise.all(files));
}
