import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";

/** A file with the id of every acknowledged event, one a line: what a reconciliation starts from. */
export class Acknowledgements {
  readonly #stream: WriteStream;

  constructor(file: string) {
    this.#stream = createWriteStream(file, { flags: "a" });
  }

  /** The API's answer to a POST: `{"id":"…","count":n}`; events are `<id>/0` … `<id>/<n − 1>`. */
  add(id: string, count: number): void {
    let lines = "";
    for (let index = 0; index < count; index += 1) lines += `${id}/${index}\n`;
    this.#stream.write(lines);
  }

  /** Resolves when what was added so far is in the file. */
  async written(): Promise<void> {
    await new Promise<void>((done, fail) => {
      this.#stream.write("", (error) => (error ? fail(error) : done()));
    });
  }

  async close(): Promise<void> {
    this.#stream.end();
    await once(this.#stream, "finish");
  }
}
