import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DirectoryLock } from "./directory-lock.ts";
import { errorCode, NodeDisk, removeTemporaryFiles } from "./node-disk.ts";

/** Raised whenever what lies in a data directory is written in a way that an older program misreads. */
export const dataFormat = 1;

const formatFile = "FORMAT";
const lockDirectory = "lock";

/** The directory cannot be used, and the message says what to do about it. */
export class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";
}

/** The root of everything that the embedded AWS keeps, held by this process alone. */
export class DataDirectory {
  /** Absolute. */
  readonly path: string;
  readonly disk: NodeDisk;
  readonly #lock: DirectoryLock;

  /**
   * Opens a data directory, making it where it is missing. `reset` empties it first.
   *
   * @throws DirectoryInUseError where another process holds it; DataDirectoryError where its format
   *   is not this program's, or where it holds files that are no such data
   */
  static async open(options: {
    path: string;
    reset?: boolean;
    disk?: NodeDisk;
  }): Promise<DataDirectory> {
    const path = resolve(options.path);
    const disk = options.disk ?? new NodeDisk();
    await mkdir(path, { recursive: true });
    // Before anything is written: a mistyped --data-dir must neither be changed nor emptied.
    await checkFormat(path, options.reset ?? false);
    const lock = await DirectoryLock.acquire(path);
    try {
      if (options.reset) await empty(path);
      if (lock.tookOver) await removeTemporaryFiles(path);
      await disk.makeDirectory(path);
      await disk.writeAtomic(join(path, formatFile), Buffer.from(`tributary ${dataFormat}\n`));
      return new DataDirectory(path, disk, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  private constructor(path: string, disk: NodeDisk, lock: DirectoryLock) {
    this.path = path;
    this.disk = disk;
    this.#lock = lock;
  }

  /** A directory inside: `directory("kinesis")`. */
  directory(name: string): string {
    return join(this.path, name);
  }

  /** Lets another process have it. */
  async close(): Promise<void> {
    await this.#lock.release();
  }
}

async function checkFormat(path: string, reset: boolean): Promise<void> {
  const text = await readFile(join(path, formatFile), "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) {
    const others = (await readdir(path)).filter(
      (name) => name !== lockDirectory && !isTemporary(name),
    );
    if (others.length === 0) return;
    throw new DataDirectoryError(
      `${path} is not empty and holds no Tributary data (found ${others.slice(0, 3).join(", ")}). Give an empty or a new directory.`,
    );
  }
  const version = /^tributary (\d+)\s*$/.exec(text)?.[1];
  if (version === undefined) {
    throw new DataDirectoryError(`${join(path, formatFile)} is not readable as a format: ${text}`);
  }
  if (Number(version) === dataFormat || reset) return;
  const which = Number(version) > dataFormat ? "a newer" : "an older";
  throw new DataDirectoryError(
    `${path} holds data in format ${version}, written by ${which} Tributary; this one reads format ${dataFormat}. ` +
      "Use that version, give another directory, or empty this one with --reset.",
  );
}

async function empty(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    // The format goes last: what is left after a crash is still known for ours.
    if (name !== lockDirectory && name !== formatFile) {
      await rm(join(path, name), { recursive: true, force: true });
    }
  }
}

function isTemporary(name: string): boolean {
  return name.startsWith(".tributary-tmp-") || name === ".DS_Store";
}
