import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { type HiveColumn, hiveType } from "./hive-types.ts";

/** NDJSON rows of several records in one buffer, a newline at the end of each row. */
export interface RowChunk {
  readonly bytes: Uint8Array;
  /** Where each record's rows end. */
  readonly ends: Uint32Array;
}

/** A record's rows that DuckDB would not take, by their place, with its reason. */
export interface RejectedRows {
  readonly chunk: number;
  /** The record's number in the chunk. */
  readonly record: number;
  readonly bytes: Uint8Array;
  readonly reason: string;
}

export interface WrittenParquet {
  /** The file, to be taken over by whoever asked for it; undefined where every row was rejected. */
  readonly path: string | undefined;
  readonly rejected: readonly RejectedRows[];
}

const TEMPORARY = /^[0-9a-f-]{36}\.(ndjson|parquet)$/;
/** How many `COPY`s run at a time: each holds one thread of libuv's pool and its rows in memory. */
const CONCURRENCY = 2;

/**
 * Turns NDJSON rows into Parquet files (Snappy) with DuckDB, with the types the catalogue gives and no
 * guessing. One database serves every dataset; it sees its temporary directory and nothing else.
 */
export class ParquetWriter {
  readonly #database: DuckDBInstance;
  readonly #directory: string;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  private constructor(database: DuckDBInstance, directory: string) {
    this.#database = database;
    this.#directory = directory;
  }

  /** @param directory for temporary files; on the file system of the object store, which takes the files over */
  static async create(directory: string): Promise<ParquetWriter> {
    await mkdir(directory, { recursive: true });
    // Left behind by a process that was killed: what they were for is written again.
    for (const name of await readdir(directory)) {
      if (TEMPORARY.test(name)) await rm(join(directory, name), { force: true });
    }
    const database = await DuckDBInstance.create(":memory:", {
      threads: "1",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    const connection = await database.connect();
    for (const setting of [
      `temp_directory = ${quoted(directory)}`,
      `allowed_directories = [${quoted(directory)}]`,
      "enable_external_access = false",
      "lock_configuration = true",
    ]) {
      await connection.run(`SET ${setting}`);
    }
    connection.closeSync();
    return new ParquetWriter(database, directory);
  }

  /**
   * Writes one file of all rows. Where DuckDB refuses the whole, the offending records are found by
   * halving and left out.
   *
   * @throws Error where the disk fails: nothing is known about the rows then
   */
  async write(
    columns: readonly HiveColumn[],
    chunks: readonly RowChunk[],
  ): Promise<WrittenParquet> {
    await this.#enter();
    try {
      const rejected: RejectedRows[] = [];
      const whole = await this.#copy(
        columns,
        chunks.map(({ bytes }) => bytes),
      );
      if (typeof whole === "object") return { path: whole.path, rejected };
      const good = await this.#accepted(columns, recordsOf(chunks), whole, rejected);
      if (good.length === 0) return { path: undefined, rejected };
      const rest = await this.#copy(
        columns,
        good.map(({ bytes }) => bytes),
      );
      if (typeof rest === "string")
        throw new Error(`DuckDB refused rows that it took before: ${rest}`);
      return { path: rest.path, rejected };
    } finally {
      this.#leave();
    }
  }

  close(): void {
    this.#database.closeSync();
  }

  /** Which records DuckDB takes, halving what it refuses. */
  async #accepted(
    columns: readonly HiveColumn[],
    records: readonly RecordRows[],
    reason: string,
    rejected: RejectedRows[],
  ): Promise<readonly RecordRows[]> {
    const [first] = records;
    if (first !== undefined && records.length === 1) {
      rejected.push({ ...first, reason });
      return [];
    }
    const middle = Math.ceil(records.length / 2);
    const accepted: RecordRows[] = [];
    for (const half of [records.slice(0, middle), records.slice(middle)]) {
      const copied = await this.#copy(
        columns,
        half.map(({ bytes }) => bytes),
      );
      if (typeof copied === "string") {
        accepted.push(...(await this.#accepted(columns, half, copied, rejected)));
      } else {
        await rm(copied.path, { force: true });
        accepted.push(...half);
      }
    }
    return accepted;
  }

  /** The written file, or why DuckDB refused the rows. */
  async #copy(
    columns: readonly HiveColumn[],
    rows: readonly Uint8Array[],
  ): Promise<{ readonly path: string } | string> {
    const name = join(this.#directory, randomUUID());
    const source = `${name}.ndjson`;
    const target = `${name}.parquet`;
    const connection = await this.#database.connect();
    try {
      await writeAll(source, rows);
      await connection.run(copyStatement(columns, source, target));
      return { path: target };
    } catch (error) {
      await rm(target, { force: true });
      const message = error instanceof Error ? error.message : String(error);
      if (isAboutRows(message)) return message.split("\n")[0] ?? message;
      throw error;
    } finally {
      connection.closeSync();
      await rm(source, { force: true });
    }
  }

  async #enter(): Promise<void> {
    if (this.#running === CONCURRENCY) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running += 1;
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}

type RecordRows = Omit<RejectedRows, "reason">;

function recordsOf(chunks: readonly RowChunk[]): RecordRows[] {
  return chunks.flatMap(({ bytes, ends }, chunk) =>
    [...ends].map((end, record) => ({
      chunk,
      record,
      bytes: bytes.subarray(ends[record - 1] ?? 0, end),
    })),
  );
}

/** Buffers that one system call takes. */
const MOST_BUFFERS = 512;

async function writeAll(path: string, buffers: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, "w");
  try {
    for (let at = 0; at < buffers.length; at += MOST_BUFFERS) {
      const some = buffers.slice(at, at + MOST_BUFFERS);
      const size = some.reduce((sum, { length }) => sum + length, 0);
      const { bytesWritten } = await file.writev(some);
      // A call may write a part of what it is given.
      if (bytesWritten < size) await file.appendFile(Buffer.concat(some).subarray(bytesWritten));
    }
  } finally {
    await file.close();
  }
}

function copyStatement(columns: readonly HiveColumn[], source: string, target: string): string {
  const types = columns.map(({ Name, Type }) => {
    return `${quoted(Name.toLowerCase())}: ${quoted(hiveType(Type).duckdb)}`;
  });
  return `COPY (SELECT * FROM read_json(${quoted(source)}, format = 'newline_delimited', maximum_object_size = 16777216, columns = {${types.join(", ")}})) TO ${quoted(target)} (FORMAT parquet, COMPRESSION snappy)`;
}

/** A string literal; also what DuckDB takes as a struct's key. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** DuckDB's words for data it cannot read; anything else (IO Error, Out of Memory) says nothing about a row. */
function isAboutRows(message: string): boolean {
  return /^(Invalid Input Error|Conversion Error|Out of Range Error)/.test(message);
}
