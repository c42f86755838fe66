import { createHash } from "node:crypto";
import type { Disk } from "../../storage/disk.ts";

const CHUNK_BYTES = 4 * 1024 * 1024;

/** MD5 in hexadecimal. */
export function md5Hex(...chunks: readonly Uint8Array[]): string {
  const hash = createHash("md5");
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}

/** Size and MD5 of a file, read in pieces; undefined where there is none. */
export async function fileDigest(
  disk: Disk,
  path: string,
): Promise<{ size: number; md5: string; modifiedAt: number } | undefined> {
  const found = await disk.stat(path);
  if (found === undefined) return undefined;
  const hash = createHash("md5");
  let offset = 0;
  while (offset < found.size) {
    const chunk = await disk.readRange(path, offset, Math.min(CHUNK_BYTES, found.size - offset));
    if (chunk.length === 0) break;
    hash.update(chunk);
    offset += chunk.length;
  }
  return { size: offset, md5: hash.digest("hex"), modifiedAt: found.modifiedAt };
}
