import { join } from "node:path";
import type { Clock } from "../../clock.ts";
import { Checkpoints } from "../../storage/checkpoints.ts";
import type { Disk } from "../../storage/disk.ts";
import { SegmentedLog } from "../../storage/log.ts";
import type { LogEntry } from "../../storage/log-record.ts";
import type { ObjectMeta, Upload, UploadPart } from "./object-meta.ts";

/** What is written down before it happens, so that a crash leaves no object with another's metadata. */
export type JournalRecord =
  | { readonly type: "bucket"; readonly bucket: string; readonly createdAt: number }
  | { readonly type: "bucket-gone"; readonly bucket: string }
  /** `meta` is that of the object as soon as its file is the one with `meta.md5`. */
  | {
      readonly type: "put";
      readonly bucket: string;
      readonly key: string;
      readonly meta: ObjectMeta;
    }
  | { readonly type: "upload"; readonly id: string; readonly upload: Upload }
  | { readonly type: "part"; readonly id: string; readonly part: UploadPart }
  | { readonly type: "upload-gone"; readonly id: string };

interface Entry extends LogEntry {
  readonly apply: () => void;
}

const SEGMENT_BYTES = 4 * 1024 * 1024;
const NOTHING = new Uint8Array();

/**
 * The journal of S3's metadata: a log, and now and then a snapshot that makes the log's older part
 * superfluous. Records are durable, and applied in their order, when `append` resolves.
 */
export class Journal {
  readonly #log: SegmentedLog<Entry>;
  readonly #clock: Clock;
  readonly #checkpoints: Checkpoints;
  readonly #state: () => readonly JournalRecord[];
  #saving: Promise<void> = Promise.resolve();

  /**
   * @param replay is given every record that still matters, in order, before this resolves
   * @param state answers records that, replayed, lead to the state of now
   * @throws LogCorruptError where the journal is damaged
   */
  static async open(options: {
    disk: Disk;
    directory: string;
    clock: Clock;
    replay: (record: JournalRecord, sinceSnapshot: boolean) => void;
    state: () => readonly JournalRecord[];
    onDamage: (message: string) => void;
    onError: (error: unknown) => void;
  }): Promise<Journal> {
    const { disk, directory } = options;
    await disk.makeDirectory(directory);
    const checkpoints = new Checkpoints(disk, directory);
    const snapshot = readSnapshot(await checkpoints.load("snapshot"));
    for (const record of snapshot.records) options.replay(record, false);
    let journal: Journal | undefined;
    const log = await SegmentedLog.open<Entry>({
      disk,
      directory: join(directory, "log"),
      segmentBytes: SEGMENT_BYTES,
      onCommit: (entries) => {
        for (const { apply } of entries) apply();
      },
      onDamage: (damage) => options.onDamage(JSON.stringify(damage)),
      onRoll: () => void journal?.compact().catch(options.onError),
    });
    for (let from: number | undefined = snapshot.through; from !== undefined; ) {
      const records = await log.read(from, 10_000, 8 * 1024 * 1024);
      for (const { body } of records) options.replay(JSON.parse(body.toString("utf8")), true);
      const last: number | undefined = records.at(-1)?.index;
      from = last === undefined ? undefined : last + 1;
    }
    journal = new Journal(log, checkpoints, options.clock, options.state);
    return journal;
  }

  private constructor(
    log: SegmentedLog<Entry>,
    checkpoints: Checkpoints,
    clock: Clock,
    state: () => readonly JournalRecord[],
  ) {
    this.#log = log;
    this.#checkpoints = checkpoints;
    this.#clock = clock;
    this.#state = state;
  }

  /** `apply` runs when the record is durable, before this resolves and before any later record's. */
  async append(record: JournalRecord, apply: () => void): Promise<void> {
    const payload = Buffer.from(JSON.stringify(record));
    await this.#log.append({ time: this.#clock.now(), head: NOTHING, payload, apply });
  }

  /** Writes the state of now as a snapshot and drops what it makes superfluous. */
  async compact(): Promise<void> {
    // One at a time; whether the one before failed is its own caller's business.
    const before = this.#saving.catch(() => {});
    this.#saving = before.then(() => this.#save());
    await this.#saving;
  }

  async close(): Promise<void> {
    await this.#log.drain();
    try {
      await this.compact();
    } finally {
      await this.#log.close();
    }
  }

  async #save(): Promise<void> {
    const through = this.#log.nextIndex;
    await this.#checkpoints.save("snapshot", { through, records: this.#state() });
    await this.#log.trim(Number.MAX_SAFE_INTEGER);
  }
}

interface Snapshot {
  readonly through: number;
  readonly records: readonly JournalRecord[];
}

function readSnapshot(value: unknown): Snapshot {
  if (value === undefined) return { through: 0, records: [] };
  if (!isSnapshot(value)) throw new Error("The snapshot of S3's journal is not what was written");
  return value;
}

function isSnapshot(value: unknown): value is Snapshot {
  return (
    typeof value === "object" &&
    value !== null &&
    "through" in value &&
    typeof value.through === "number" &&
    "records" in value &&
    Array.isArray(value.records)
  );
}
