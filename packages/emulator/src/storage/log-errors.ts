/** What a log refuses or reports. Every message says which file, and where in it. */
export class LogError extends Error {
  override readonly name: string = "LogError";
}

/** Stored bytes are not what was written, and they may have been acknowledged. */
export class LogCorruptError extends LogError {
  override readonly name = "LogCorruptError";
  readonly file: string;
  readonly offset: number;

  constructor(file: string, offset: number, reason: string) {
    super(`${file} is damaged at offset ${offset}: ${reason}`);
    this.file = file;
    this.offset = offset;
  }
}

/** The disk failed in a way that leaves unknown what is stored: the log takes no more writes until it is reopened. */
export class LogClosedError extends LogError {
  override readonly name = "LogClosedError";

  constructor(directory: string, cause?: unknown) {
    const why = cause instanceof Error ? ` after a disk error: ${cause.message}` : "";
    super(
      `log ${directory} is closed to writes${why}`,
      cause === undefined ? undefined : { cause },
    );
  }
}

/** This append was not stored, for example because the disk is full; a later one may succeed. */
export class LogAppendError extends LogError {
  override readonly name = "LogAppendError";

  constructor(file: string, cause: unknown) {
    super(`could not append to ${file}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

/** What recovery had to cut off, for whoever reads the program's output. */
export interface LogDamage {
  readonly file: string;
  /** Where the first unreadable record begins. */
  readonly offset: number;
  /** Bytes from `offset` that were cut off. */
  readonly discarded: number;
  /** Whole records among them. Where there are any, the bytes are kept in `savedAs`. */
  readonly readableRecords: number;
  readonly savedAs?: string;
}
