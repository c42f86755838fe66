/** Saves how far a reader has come, at most once an interval: processing is at least once anyway. */
export class Progress {
  readonly #save: (sequenceNumber: string) => Promise<void>;
  readonly #intervalMs: number;
  readonly #report: (error: unknown) => void;
  #reached: string | undefined;
  #saved: string | undefined;
  #savedAt = Number.NEGATIVE_INFINITY;
  #saving: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    save: (sequenceNumber: string) => Promise<void>;
    intervalMs: number;
    report: (error: unknown) => void;
  }) {
    this.#save = options.save;
    this.#intervalMs = options.intervalMs;
    this.#report = options.report;
  }

  /** Sequence number that is durably saved. */
  get saved(): string | undefined {
    return this.#saved;
  }

  /** Where reading goes on: saved by an earlier run, or given by the starting position. */
  begin(sequenceNumber: string | undefined): void {
    this.#reached = sequenceNumber;
    this.#saved = sequenceNumber;
  }

  advance(sequenceNumber: string): void {
    this.#reached = sequenceNumber;
    this.#schedule();
  }

  /** Saves now what has been reached. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#saving;
    if (this.#reached === this.#saved) return;
    await this.#write();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#saving !== undefined) return;
    const wait = Math.max(0, this.#savedAt + this.#intervalMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#write();
    }, wait);
  }

  #write(): Promise<void> {
    const sequenceNumber = this.#reached;
    if (sequenceNumber === undefined) return Promise.resolve();
    this.#saving = this.#save(sequenceNumber)
      .then(() => {
        this.#saved = sequenceNumber;
      }, this.#report)
      .then(() => {
        this.#savedAt = performance.now();
        this.#saving = undefined;
        if (this.#reached !== this.#saved) this.#schedule();
      });
    return this.#saving;
  }
}
