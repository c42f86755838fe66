import { join } from "node:path";
import type { AppendFile, Disk } from "../../storage/disk.ts";

const FLUSH_AFTER_MS = 200;
const FLUSH_AFTER_BYTES = 64 * 1024;

/** A function's log file: lines are buffered and appended now and then; nothing waits for them. */
export class FunctionLog {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #directory: string;
  #file: AppendFile | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(disk: Disk, directory: string, functionName: string) {
    this.#disk = disk;
    this.#directory = directory;
    this.#path = join(directory, `${functionName}.log`);
  }

  write(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= FLUSH_AFTER_BYTES) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS);
  }

  /** Appends what is buffered. A log that cannot be written is reported and does not stop its function. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#bytes = 0;
    if (chunks.length > 0) {
      this.#writing = this.#writing
        .then(() => this.#append(chunks))
        .catch((error: unknown) => {
          process.stderr.write(`${this.#path} could not be written: ${String(error)}\n`);
        });
    }
    return this.#writing;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#file?.close();
    this.#file = undefined;
  }

  async #append(chunks: readonly Buffer[]): Promise<void> {
    if (this.#file === undefined) {
      await this.#disk.makeDirectory(this.#directory);
      this.#file = await this.#disk.openAppend(this.#path);
    }
    await this.#file.append(chunks);
  }
}
