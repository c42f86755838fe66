import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorCode } from "./node-disk.ts";

/** Another instance works on the directory. */
export class DirectoryInUseError extends Error {
  override readonly name = "DirectoryInUseError";
  readonly pid: number;

  constructor(directory: string, pid: number) {
    super(
      `${directory} is in use by another instance (process ${pid}). ` +
        "Stop that one first, or give this one a directory of its own with --data-dir.",
    );
    this.pid = pid;
  }
}

interface Holder {
  readonly pid: number;
  /** Where the holder listens as long as it lives: relative to the lock's directory, or absolute. */
  readonly socket: string;
}

/**
 * An exclusive lock on a directory that a killed holder leaves behind harmlessly.
 *
 * A holder listens on a local socket (on Windows a named pipe) and writes its name into
 * `<number>.json`. Whether it still lives is asked of the socket, not of the process table: a
 * process id may have been given to another program since. Numbers only rise, and a new holder
 * creates the number after the highest one exclusively, so of two that find the same dead holder
 * one wins; the loser looks again.
 */
export class DirectoryLock {
  readonly #server: Server;
  readonly #file: string;
  /** Whether the holder before was killed: it may have left unfinished files. */
  readonly tookOver: boolean;

  /** @throws DirectoryInUseError */
  static async acquire(directory: string): Promise<DirectoryLock> {
    const locks = join(directory, "lock");
    await mkdir(locks, { recursive: true });
    for (;;) {
      const [highest = 0] = await numbers(locks);
      const before = highest === 0 ? "released" : await readHolder(locks, highest);
      if (before !== "released" && before !== "unreadable" && (await lives(locks, before.socket))) {
        throw new DirectoryInUseError(directory, before.pid);
      }
      const lock = await take(locks, highest + 1, before !== "released");
      if (lock !== undefined) return lock;
    }
  }

  constructor(server: Server, file: string, tookOver: boolean) {
    this.#server = server;
    this.#file = file;
    this.tookOver = tookOver;
  }

  async release(): Promise<void> {
    // The file stays, as the highest number: it says that nobody was killed here.
    await writeFile(this.#file, '"released"');
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function take(
  locks: string,
  number: number,
  tookOver: boolean,
): Promise<DirectoryLock | undefined> {
  const { server, socket } = await listen(locks, number);
  const file = join(locks, `${number}.json`);
  const holder: Holder = { pid: process.pid, socket };
  try {
    await writeFile(file, JSON.stringify(holder), { flag: "wx" });
  } catch (error) {
    await new Promise((resolve) => server.close(resolve));
    if (errorCode(error) === "EEXIST") return undefined;
    throw error;
  }
  const [highest, ...lower] = await numbers(locks);
  if (highest !== number) {
    // A slow starter took a number that had been cleared away: someone is ahead of it.
    await rm(file, { force: true });
    await new Promise((resolve) => server.close(resolve));
    return undefined;
  }
  for (const old of lower) {
    await rm(join(locks, `${old}.json`), { force: true });
    await rm(join(locks, `${old}.sock`), { force: true });
  }
  return new DirectoryLock(server, file, tookOver);
}

/** Numbers of the lock files, highest first. */
async function numbers(locks: string): Promise<number[]> {
  return (await readdir(locks))
    .flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

async function readHolder(
  locks: string,
  number: number,
): Promise<Holder | "released" | "unreadable"> {
  // A file without content may be one that its creator is just writing.
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const text = await readFile(join(locks, `${number}.json`), "utf8").catch(() => "");
    const holder = parseHolder(text);
    if (holder !== undefined) return holder;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return "unreadable";
}

function parseHolder(text: string): Holder | "released" | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (value === "released") return value;
    if (typeof value !== "object" || value === null) return undefined;
    if (!("pid" in value && "socket" in value)) return undefined;
    const { pid, socket } = value;
    return typeof pid === "number" && typeof socket === "string" ? { pid, socket } : undefined;
  } catch {
    return undefined;
  }
}

/** Listens beside the lock file; where that is not possible (a long path), among the temporary files. */
async function listen(locks: string, number: number): Promise<{ server: Server; socket: string }> {
  const unique = `${createHash("sha256").update(locks).digest("hex").slice(0, 8)}-${randomBytes(8).toString("hex")}`;
  if (process.platform === "win32") {
    const socket = `\\\\.\\pipe\\tributary-${unique}`;
    return { server: await listenAt(socket), socket };
  }
  const name = `${number}.sock`;
  const beside = join(locks, name);
  // Node cuts a path that is too long for a socket instead of refusing it.
  if (Buffer.byteLength(beside) < 100) {
    try {
      return { server: await listenAt(beside), socket: name };
    } catch (error) {
      // Another starter may be ahead with this number, or was killed between socket and file.
      if (errorCode(error) === "EADDRINUSE" && !(await answers(beside)))
        await rm(beside, { force: true });
    }
  }
  const socket = join(tmpdir(), `tributary-${unique}.sock`);
  return { server: await listenAt(socket), socket };
}

function listenAt(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      server.unref();
      resolve(server);
    });
  });
}

function lives(locks: string, socket: string): Promise<boolean> {
  const absolute = socket.startsWith("\\\\") || socket.startsWith("/");
  return answers(absolute ? socket : join(locks, socket));
}

/** Whether anybody listens. A holder that is stopped or overloaded counts as alive. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(path);
    connection.once("connect", () => {
      connection.destroy();
      resolve(true);
    });
    connection.once("error", (error) => {
      resolve(!["ENOENT", "ECONNREFUSED", "ENOTSOCK"].includes(errorCode(error)));
    });
  });
}
