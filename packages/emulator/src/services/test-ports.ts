import { readFileSync, rmSync } from "node:fs";
import { AwsError } from "../errors.ts";
import { Checkpoints } from "../storage/checkpoints.ts";
import type { Disk } from "../storage/disk.ts";
import type {
  Catalog,
  Functions,
  GlueTable,
  InvokeResult,
  ObjectInfo,
  Objects,
  StreamRecord,
  Streams,
} from "./ports.ts";

/** Ports in memory, for tests of a service by itself. */

export class MemoryStreams implements Streams {
  readonly #shards = new Map<string, StreamRecord[]>();
  readonly #lineage = new Map<string, { parents: readonly string[]; isClosed: boolean }>();
  #next = 1n;
  #arrival = Date.UTC(2024, 4, 6, 7, 8, 9);
  /** What was read, as `shardId:sequenceNumber`. */
  readonly reads: string[] = [];

  constructor(shardIds: readonly string[] = ["shardId-000000000000"]) {
    for (const shardId of shardIds) this.open(shardId, []);
  }

  open(shardId: string, parents: readonly string[]): void {
    this.#shards.set(shardId, []);
    this.#lineage.set(shardId, { parents, isClosed: false });
    for (const parent of parents) {
      this.#lineage.set(parent, { ...this.lineage("", parent), isClosed: true });
    }
  }

  put(
    data: string | Buffer,
    options: Partial<{ key: string; shardId: string; at: number }> = {},
  ): string {
    const { key = "key", shardId = "shardId-000000000000" } = options;
    const bytes = Buffer.from(data);
    const sequenceNumber = `495${String(this.#next++).padStart(53, "0")}`;
    this.#arrival = options.at ?? this.#arrival + 1;
    this.#shards.get(shardId)?.push({
      sequenceNumber,
      partitionKey: key,
      data: bytes,
      base64: bytes.toString("base64"),
      arrivedAt: this.#arrival,
    });
    return sequenceNumber;
  }

  putRecord(): never {
    throw new Error("not of this test");
  }

  shardIds(): readonly string[] {
    return [...this.#shards.keys()];
  }

  lineage(_streamName: string, shardId: string): { parents: readonly string[]; isClosed: boolean } {
    return this.#lineage.get(shardId) ?? { parents: [], isClosed: false };
  }

  lastSequenceNumber(_streamName: string, shardId: string): string | undefined {
    return this.#shards.get(shardId)?.at(-1)?.sequenceNumber;
  }

  async read(input: Parameters<Streams["read"]>[0]): Promise<readonly StreamRecord[]> {
    const { shardId, after, signal } = input;
    const deadline = performance.now() + input.waitMs;
    while (signal?.aborted !== true) {
      const found: StreamRecord[] = [];
      let bytes = 0;
      for (const record of this.#shards.get(shardId) ?? []) {
        if (after !== undefined && record.sequenceNumber <= after) continue;
        if (found.length === input.records || bytes >= input.bytes) break;
        found.push(record);
        bytes += record.data.length;
      }
      for (const { sequenceNumber } of found) this.reads.push(`${shardId}:${sequenceNumber}`);
      if (found.length > 0 || performance.now() >= deadline) return found;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return [];
  }
}

export class MemoryObjects implements Objects {
  readonly objects = new Map<string, Buffer>();
  /** Keys in the order they were written, repeats included. */
  readonly writes: string[] = [];
  /** Called before each write; what it throws is what the store answers. */
  beforeWrite: (key: string) => void = () => {};

  async put(input: { bucket: string; key: string; body: Uint8Array }): Promise<ObjectInfo> {
    this.beforeWrite(input.key);
    this.writes.push(input.key);
    this.objects.set(`${input.bucket}/${input.key}`, Buffer.from(input.body));
    return { key: input.key, size: input.body.length, etag: "", lastModified: 0 };
  }

  async putFile(input: { bucket: string; key: string; path: string }): Promise<ObjectInfo> {
    this.beforeWrite(input.key);
    const info = await this.put({ ...input, body: readFileSync(input.path) });
    rmSync(input.path);
    return info;
  }

  async get(bucket: string, key: string): Promise<Buffer> {
    const body = this.objects.get(`${bucket}/${key}`);
    if (body === undefined) throw new AwsError("NoSuchKey", key, { status: 404 });
    return body;
  }

  async list(bucket: string, prefix: string): Promise<readonly ObjectInfo[]> {
    return this.keys(bucket, prefix).map((key) => ({ key, size: 0, etag: "", lastModified: 0 }));
  }

  path(): never {
    throw new Error("not of this test");
  }

  keys(bucket: string, prefix = ""): string[] {
    return [...this.objects.keys()]
      .filter((key) => key.startsWith(`${bucket}/${prefix}`))
      .map((key) => key.slice(bucket.length + 1))
      .sort();
  }
}

/** A function in the test itself: what it returns is the payload, what it throws the function's error. */
export class MemoryFunctions implements Functions {
  readonly events: unknown[] = [];
  handler: (event: never) => unknown;

  constructor(handler: (event: never) => unknown) {
    this.handler = handler;
  }

  async invoke(_functionName: string, payload: string): Promise<InvokeResult> {
    const event = JSON.parse(payload);
    this.events.push(event);
    try {
      const answer = await this.handler(event as never);
      return { payload: JSON.stringify(answer ?? null), functionError: undefined };
    } catch (error) {
      if (error instanceof AwsError) throw error;
      const payload = JSON.stringify({ errorType: "Error", errorMessage: String(error) });
      return { payload, functionError: "Unhandled" };
    }
  }
}

export class MemoryCatalog implements Catalog {
  readonly #tables: readonly GlueTable[];

  constructor(tables: readonly GlueTable[]) {
    this.#tables = tables;
  }

  table(database: string, name: string): GlueTable {
    const found = this.tables(database).find((table) => table.Name === name);
    if (found === undefined)
      throw new AwsError("EntityNotFoundException", `Table ${name} not found.`);
    return found;
  }

  tables(database: string): readonly GlueTable[] {
    return this.#tables.filter((table) => table.DatabaseName === database);
  }
}

/** Checkpoints that live as long as `files`: hand the same map to the next run to restart after a crash. */
export function memoryCheckpoints(files = new Map<string, Buffer>()): Checkpoints {
  const disk: Pick<Disk, "read" | "writeAtomic"> = {
    read: async (path) => files.get(path),
    writeAtomic: async (path, content) => {
      const chunks = content instanceof Uint8Array ? [content] : content;
      files.set(path, Buffer.concat(chunks));
    },
  };
  return new Checkpoints(disk as Disk, "/checkpoints");
}

/** Waits until `condition` holds; the test's own timeout is the limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
