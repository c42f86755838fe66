import { basename, dirname } from "node:path";
import type { AppendFile, Disk } from "./disk.ts";

type Operation =
  | "openAppend"
  | "append"
  | "sync"
  | "syncDirectory"
  | "writeAtomic"
  | "adopt"
  | "remove"
  | "truncate"
  | "makeDirectory"
  | "read";

interface Fault {
  readonly operation: Operation;
  readonly code: "EIO" | "ENOSPC";
  remaining: number;
}

/** A file's bytes: those before `durable` survive a power loss, except where a sync has failed. */
interface Inode {
  bytes: Buffer;
  durable: number;
  /** Ranges whose sync failed: no later sync makes them durable, as with Linux's page cache. */
  lost: { from: number; to: number }[];
}

/** Changes of names that a power loss undoes together or not at all. */
type EntryChange = readonly { readonly name: string; readonly inode: Inode | undefined }[];

interface Directory {
  entries: Map<string, Inode>;
  durable: Map<string, Inode>;
  pending: EntryChange[];
}

/**
 * A disk in memory that keeps only what was synced when the power fails: the rest of a file may be
 * gone, torn, full of zeros or of rubbish, and a name may be missing or still be the old one.
 */
export class MemoryDisk implements Disk {
  readonly #directories = new Map<string, Directory>();
  #faults: Fault[] = [];
  /** Rises with every crash: what was open before it is of no use any more. */
  #life = 0;

  /** Everything not synced is lost or damaged, as `seed` has it. Whoever used the disk must open anew. */
  powerLoss({ seed }: { seed: number }): void {
    const random = randomNumbers(seed);
    this.#life += 1;
    const torn = new Set<Inode>();
    for (const directory of this.#directories.values()) {
      for (const change of directory.pending) {
        if (random() < 0.5) apply(directory.durable, change);
      }
      directory.pending = [];
      directory.entries = new Map(directory.durable);
      for (const inode of directory.entries.values()) {
        if (!torn.has(inode)) tear(inode, random);
        torn.add(inode);
      }
    }
  }

  /** The process is killed: what it has written stays, synced or not. Whoever used the disk must open anew. */
  kill(): void {
    this.#life += 1;
  }

  /** Lets the next `times` calls of an operation fail. A full disk takes part of an append. */
  fail(operation: Operation, code: "EIO" | "ENOSPC", times = 1): void {
    this.#faults.push({ operation, code, remaining: times });
  }

  /** No more injected faults. */
  heal(): void {
    this.#faults = [];
  }

  /** Puts a file as another program would leave it: written and not synced. */
  writeLoose(path: string, bytes: Uint8Array): void {
    const inode = { bytes: Buffer.from(bytes), durable: 0, lost: [] };
    this.#change(dirname(path), [{ name: basename(path), inode }]);
  }

  /** Changes one byte of a file where it lies, as failing hardware does. */
  flip(path: string, offset: number): void {
    const { bytes } = this.#inode(path);
    bytes[offset] = (bytes[offset] ?? 0) ^ 0xff;
  }

  async openAppend(path: string): Promise<AppendFile> {
    await this.#begin("openAppend");
    let inode = this.#directory(dirname(path)).entries.get(basename(path));
    if (inode === undefined) {
      inode = { bytes: Buffer.alloc(0), durable: 0, lost: [] };
      this.#change(dirname(path), [{ name: basename(path), inode }]);
    }
    return this.#appendFile(inode);
  }

  async read(path: string): Promise<Buffer | undefined> {
    await this.#begin("read");
    const inode = this.#directories.get(dirname(path))?.entries.get(basename(path));
    return inode === undefined ? undefined : Buffer.from(inode.bytes);
  }

  async readRange(path: string, offset: number, length: number): Promise<Buffer> {
    await this.#begin("read");
    return Buffer.from(this.#inode(path).bytes.subarray(offset, offset + length));
  }

  async writeAtomic(path: string, content: Uint8Array | readonly Uint8Array[]): Promise<void> {
    await this.#begin("writeAtomic");
    const bytes = Buffer.concat(content instanceof Uint8Array ? [content] : content);
    this.#change(dirname(path), [
      { name: basename(path), inode: { bytes, durable: bytes.length, lost: [] } },
    ]);
    await this.syncDirectory(dirname(path));
  }

  async adopt(source: string, path: string): Promise<void> {
    await this.#begin("adopt");
    const inode = this.#inode(source);
    inode.durable = inode.bytes.length;
    this.#change(dirname(path), [{ name: basename(path), inode }]);
    this.#change(dirname(source), [{ name: basename(source), inode: undefined }]);
    await this.syncDirectory(dirname(path));
  }

  async remove(path: string): Promise<void> {
    await this.#begin("remove");
    if (this.#directories.get(dirname(path))?.entries.has(basename(path))) {
      this.#change(dirname(path), [{ name: basename(path), inode: undefined }]);
      await this.syncDirectory(dirname(path));
    }
  }

  async truncate(path: string, length: number): Promise<void> {
    await this.#begin("truncate");
    const inode = this.#inode(path);
    inode.bytes = inode.bytes.subarray(0, length);
    inode.durable = inode.bytes.length;
    inode.lost = inode.lost.filter(({ from }) => from < length);
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#begin("makeDirectory");
    for (let at = path; !this.#directories.has(at); at = dirname(at)) {
      this.#directories.set(at, { entries: new Map(), durable: new Map(), pending: [] });
    }
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#begin("syncDirectory");
    const directory = this.#directory(path);
    directory.durable = new Map(directory.entries);
    directory.pending = [];
  }

  async list(path: string): Promise<string[]> {
    await this.#begin("read");
    const names = new Set(this.#directories.get(path)?.entries.keys());
    for (const other of this.#directories.keys()) {
      if (dirname(other) === path && other !== path) names.add(basename(other));
    }
    return [...names].sort();
  }

  async stat(path: string): Promise<{ size: number; modifiedAt: number } | undefined> {
    await this.#begin("read");
    const inode = this.#directories.get(dirname(path))?.entries.get(basename(path));
    return inode === undefined ? undefined : { size: inode.bytes.length, modifiedAt: 0 };
  }

  #appendFile(inode: Inode): AppendFile {
    const life = this.#life;
    const alive = () => {
      if (life !== this.#life) throw systemError("EBADF", "the power was lost since");
    };
    return {
      get size() {
        return inode.bytes.length;
      },
      append: async (chunks) => {
        alive();
        await this.#begin("append", (fault) => {
          // A full disk takes what still fits.
          const whole = Buffer.concat(chunks);
          const part = fault.code === "ENOSPC" ? Math.floor(whole.length / 2) : 0;
          inode.bytes = Buffer.concat([inode.bytes, whole.subarray(0, part)]);
        });
        inode.bytes = Buffer.concat([inode.bytes, ...chunks]);
      },
      sync: async () => {
        alive();
        const size = inode.bytes.length;
        await this.#begin("sync", () => {
          inode.lost.push({ from: inode.durable, to: size });
        });
        inode.durable = Math.max(inode.durable, Math.min(size, inode.bytes.length));
      },
      close: async () => {},
    };
  }

  /** Takes a turn, in which a crash may come, and fails where a fault is due. */
  async #begin(operation: Operation, failing: (fault: Fault) => void = () => {}): Promise<void> {
    const life = this.#life;
    await (operation === "sync" ? new Promise(setImmediate) : undefined);
    if (life !== this.#life) throw systemError("EBADF", "the power was lost meanwhile");
    const fault = this.#faults.find((due) => due.operation === operation && due.remaining > 0);
    if (fault === undefined) return;
    fault.remaining -= 1;
    failing(fault);
    throw systemError(fault.code, `injected into ${operation}`);
  }

  #directory(path: string): Directory {
    const directory = this.#directories.get(path);
    if (directory === undefined) throw systemError("ENOENT", path);
    return directory;
  }

  #inode(path: string): Inode {
    const inode = this.#directories.get(dirname(path))?.entries.get(basename(path));
    if (inode === undefined) throw systemError("ENOENT", path);
    return inode;
  }

  #change(path: string, change: EntryChange): void {
    const directory = this.#directory(path);
    apply(directory.entries, change);
    directory.pending.push(change);
  }
}

function apply(entries: Map<string, Inode>, change: EntryChange): void {
  for (const { name, inode } of change) {
    if (inode === undefined) entries.delete(name);
    else entries.set(name, inode);
  }
}

const block = 64;

/** What a power loss leaves of a file. */
function tear(inode: Inode, random: () => number): void {
  const whole = Buffer.from(inode.bytes);
  const unsynced = whole.length - inode.durable;
  const kept = inode.durable + Math.floor(random() * (unsynced + 1));
  const way = Math.floor(random() * 5);
  let end = whole.length;
  if (way === 0) end = inode.durable;
  if (way === 1) end = kept;
  if (way === 2) whole.fill(0, kept);
  if (way === 3) {
    // Blocks are written in any order: some are there, others are not.
    for (let at = inode.durable; at < end; at += block) {
      if (random() < 0.5) whole.fill(0, at, Math.min(end, at + block));
    }
  }
  if (way === 4) for (let at = kept; at < end; at += 1) whole[at] = Math.floor(random() * 256);
  for (const { from, to } of inode.lost) whole.fill(0, Math.min(from, end), Math.min(to, end));
  inode.bytes = whole.subarray(0, end);
  inode.durable = end;
  inode.lost = [];
}

/** mulberry32: small, and the same numbers for the same seed everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function systemError(code: string, detail: string): Error {
  return Object.assign(new Error(`${code}: ${detail}`), { code });
}
