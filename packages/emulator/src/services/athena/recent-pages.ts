/** The rows of the few results that were asked for last. */
export class RecentPages {
  readonly #rows = new Map<string, (string | null)[][]>();
  readonly #limit = 4;

  get(id: string): (string | null)[][] | undefined {
    return this.#rows.get(id);
  }

  set(id: string, rows: (string | null)[][]): void {
    this.#rows.set(id, rows);
    const [oldest] = this.#rows.keys();
    if (this.#rows.size > this.#limit && oldest !== undefined) this.#rows.delete(oldest);
  }
}
