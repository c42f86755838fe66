import { join } from "node:path";
import type { Disk } from "./disk.ts";

/** Small durable JSON values by name: how far a reader has come. One file each, replaced as a whole. */
export class Checkpoints {
  readonly #disk: Disk;
  readonly #directory: string;

  constructor(disk: Disk, directory: string) {
    this.#disk = disk;
    this.#directory = directory;
  }

  async load(name: string): Promise<unknown> {
    const bytes = await this.#disk.read(this.#path(name));
    return bytes === undefined ? undefined : JSON.parse(bytes.toString("utf8"));
  }

  /** Durable when it resolves. */
  async save(name: string, value: unknown): Promise<void> {
    await this.#disk.writeAtomic(this.#path(name), Buffer.from(JSON.stringify(value)));
  }

  #path(name: string): string {
    return join(this.#directory, `${encodeURIComponent(name)}.json`);
  }
}
