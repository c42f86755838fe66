import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ArtifactError } from "./errors.ts";

/** One function as it was built. */
export interface Artifact {
  /** Name in the contract, such as `kinesis-consumer`. */
  readonly name: string;
  readonly zip: Uint8Array;
  /** Base64 SHA-256 of the zip: what Lambda calls `CodeSha256`. */
  readonly codeSha256: string;
}

/** @returns base64, as Lambda writes `CodeSha256` */
export function codeSha256(zip: Uint8Array): string {
  return createHash("sha256").update(zip).digest("base64");
}

/**
 * Reads `<directory>/<name>/dist/function.zip` of each function.
 * @throws ArtifactError where one is missing
 */
export async function readArtifacts(
  directory: string,
  names: readonly string[],
): Promise<readonly Artifact[]> {
  return Promise.all(
    names.map(async (name) => {
      const path = join(directory, name, "dist", "function.zip");
      try {
        const zip = await readFile(path);
        return { name, zip, codeSha256: codeSha256(zip) };
      } catch (cause) {
        throw new ArtifactError(`${path} cannot be read: run \`pnpm build\` first`, { cause });
      }
    }),
  );
}
