import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { failPoint } from "../fail-points.ts";
import type { AppendFile, Disk } from "./disk.ts";

/** The calls that decide durability, injectable so that a test can see their order. */
export const nodeFiles = {
  open: promisify(fs.open),
  close: promisify(fs.close),
  write: (fd: number, chunks: readonly Uint8Array[]): Promise<number> =>
    new Promise((done, fail) => {
      fs.writev(fd, chunks, null, (error, written) =>
        error === null ? done(written) : fail(error),
      );
    }),
  fdatasync: promisify(fs.fdatasync),
  fsync: promisify(fs.fsync),
  ftruncate: promisify(fs.ftruncate),
  rename: promisify(fs.rename),
  unlink: promisify(fs.unlink),
  mkdir: promisify(fs.mkdir),
};
export type NodeFiles = typeof nodeFiles;

/** Begins the name of every file that `writeAtomic` has not finished; `list` hides them. */
export const temporaryPrefix = ".tributary-tmp-";

/** The real disk. */
export class NodeDisk implements Disk {
  readonly #files: NodeFiles;
  /** Directories whose own entry this process has made durable. */
  readonly #durableDirectories = new Set<string>();
  readonly #unique = randomBytes(4).toString("hex");
  #temporaries = 0;

  constructor(files: NodeFiles = nodeFiles) {
    this.#files = files;
  }

  async openAppend(path: string): Promise<AppendFile> {
    const fd = await this.#files.open(path, "a");
    const { size } = await fs.promises.stat(path);
    return new NodeAppendFile(this.#files, fd, size);
  }

  async read(path: string): Promise<Buffer | undefined> {
    return unlessMissing(fs.promises.readFile(path));
  }

  async readRange(path: string, offset: number, length: number): Promise<Buffer> {
    const handle = await fs.promises.open(path, "r");
    try {
      const buffer = Buffer.allocUnsafe(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled === length ? buffer : buffer.subarray(0, filled);
    } finally {
      await handle.close();
    }
  }

  async writeAtomic(path: string, content: Uint8Array | readonly Uint8Array[]): Promise<void> {
    this.#temporaries += 1;
    const temporary = join(
      dirname(path),
      `${temporaryPrefix}${process.pid}-${this.#unique}-${this.#temporaries}`,
    );
    try {
      const fd = await this.#files.open(temporary, "wx");
      try {
        await failPoint("file.write");
        await writeAll(this.#files, fd, content instanceof Uint8Array ? [content] : content);
        await this.#files.fsync(fd);
      } finally {
        await this.#files.close(fd);
      }
      await this.#rename(temporary, path);
    } catch (error) {
      await unlessMissing(this.#files.unlink(temporary)).catch(() => {});
      throw error;
    }
    await failPoint("file.renamed");
    await this.syncDirectory(dirname(path));
  }

  async adopt(source: string, path: string): Promise<void> {
    // Opened for writing because Windows refuses to flush a handle that cannot write.
    const fd = await this.#files.open(source, "r+");
    try {
      await this.#files.fsync(fd);
    } finally {
      await this.#files.close(fd);
    }
    await this.#rename(source, path);
    await failPoint("file.renamed");
    await this.syncDirectory(dirname(path));
  }

  async remove(path: string): Promise<void> {
    const removed = await unlessMissing(this.#files.unlink(path).then(() => true));
    if (removed) await this.syncDirectory(dirname(path));
  }

  async truncate(path: string, length: number): Promise<void> {
    const fd = await this.#files.open(path, "r+");
    try {
      await this.#files.ftruncate(fd, length);
      await this.#files.fsync(fd);
    } finally {
      await this.#files.close(fd);
    }
  }

  async makeDirectory(path: string): Promise<void> {
    const directory = resolve(path);
    if (this.#durableDirectories.has(directory)) return;
    await this.#files.mkdir(directory, { recursive: true });
    // A directory that was there already may be one that an earlier process made and was killed
    // before it synced: every ancestor is synced once a process, whoever made it.
    let child = directory;
    while (!this.#durableDirectories.has(child) && dirname(child) !== child) {
      await this.syncDirectory(dirname(child));
      this.#durableDirectories.add(child);
      child = dirname(child);
    }
  }

  async syncDirectory(path: string): Promise<void> {
    let fd: number;
    try {
      fd = await this.#files.open(path, "r");
    } catch (error) {
      // Windows opens no directories; on POSIX one may be writable and yet not readable.
      if (["EISDIR", "EPERM", "EACCES"].includes(errorCode(error))) return;
      throw error;
    }
    try {
      await this.#files.fsync(fd);
    } catch (error) {
      // File systems that do not sync directories say so with one of these.
      if (!["EPERM", "EINVAL", "ENOTSUP", "EBADF", "EISDIR"].includes(errorCode(error)))
        throw error;
    } finally {
      await this.#files.close(fd);
    }
  }

  async list(path: string): Promise<string[]> {
    const names = (await unlessMissing(fs.promises.readdir(path))) ?? [];
    return names.filter((name) => !name.startsWith(temporaryPrefix)).sort();
  }

  async stat(path: string): Promise<{ size: number; modifiedAt: number } | undefined> {
    const found = await unlessMissing(fs.promises.stat(path));
    return found?.isFile() ? { size: found.size, modifiedAt: found.mtimeMs } : undefined;
  }

  async #rename(from: string, to: string): Promise<void> {
    await failPoint("file.rename");
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#files.rename(from, to);
      } catch (error) {
        // On Windows a virus scanner or an indexer may hold the target for a moment.
        const busy = ["EPERM", "EACCES", "EBUSY"].includes(errorCode(error));
        if (process.platform !== "win32" || !busy || attempt === 10) throw error;
        await new Promise((done) => setTimeout(done, attempt * 10));
      }
    }
  }
}

class NodeAppendFile implements AppendFile {
  readonly #files: NodeFiles;
  readonly #fd: number;
  #size: number;

  constructor(files: NodeFiles, fd: number, size: number) {
    this.#files = files;
    this.#fd = fd;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  async append(chunks: readonly Uint8Array[]): Promise<void> {
    this.#size += await writeAll(this.#files, this.#fd, chunks);
  }

  sync(): Promise<void> {
    return this.#files.fdatasync(this.#fd);
  }

  close(): Promise<void> {
    return this.#files.close(this.#fd);
  }
}

/** Writes every byte: the system may take fewer than it was offered. */
async function writeAll(
  files: NodeFiles,
  fd: number,
  chunks: readonly Uint8Array[],
): Promise<number> {
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (total === 0) return 0;
  let written = await files.write(fd, chunks);
  while (written < total) written += await files.write(fd, remaining(chunks, written));
  return total;
}

function remaining(chunks: readonly Uint8Array[], written: number): Uint8Array[] {
  let skip = written;
  const rest: Uint8Array[] = [];
  for (const chunk of chunks) {
    if (skip < chunk.length) rest.push(skip === 0 ? chunk : chunk.subarray(skip));
    skip = Math.max(0, skip - chunk.length);
  }
  return rest;
}

async function unlessMissing<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Node's code of a system error (`ENOENT`), or the empty string. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : "";
}

/** Removes what interrupted `writeAtomic` calls have left anywhere below `directory`. */
export async function removeTemporaryFiles(directory: string): Promise<void> {
  const entries =
    (await unlessMissing(fs.promises.readdir(directory, { withFileTypes: true }))) ?? [];
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await removeTemporaryFiles(path);
    else if (basename(path).startsWith(temporaryPrefix))
      await unlessMissing(fs.promises.unlink(path));
  }
}
