/** Progress for people, on standard error: a bar on a terminal, a line every few seconds elsewhere. */
export class Progress {
  readonly #label: string;
  readonly #total: number;
  readonly #quiet: boolean;
  #shownAt = 0;

  /** @param total 0 where it is not known */
  constructor(label: string, total: number, quiet: boolean) {
    this.#label = label;
    this.#total = total;
    this.#quiet = quiet;
  }

  /** Shows how far it has come, at most ten times a second on a terminal and every two seconds elsewhere. */
  show(done: number, note = ""): void {
    const now = Date.now();
    if (this.#quiet || now - this.#shownAt < (process.stderr.isTTY ? 100 : 2_000)) return;
    this.#shownAt = now;
    this.#write(done, note);
  }

  end(done: number, note = ""): void {
    if (this.#quiet) return;
    this.#write(done, note);
    if (process.stderr.isTTY) process.stderr.write("\n");
  }

  /** Leaves no trace on a terminal. */
  clear(): void {
    if (!this.#quiet && process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
  }

  #write(done: number, note: string): void {
    const count = this.#total > 0 ? `${done}/${this.#total}` : String(done);
    const line = `${this.#label} ${this.#bar(done)}${count}${note === "" ? "" : `  ${note}`}`;
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
  }

  #bar(done: number): string {
    if (this.#total === 0 || !process.stderr.isTTY) return "";
    const width = 24;
    const filled = Math.min(width, Math.round((done / this.#total) * width));
    return `${"█".repeat(filled)}${"░".repeat(width - filled)} `;
  }
}
