/** Runs tasks of one name one after another, tasks of different names side by side. */
export class Locks {
  readonly #tails = new Map<string, Promise<void>>();

  isHeld(name: string): boolean {
    return this.#tails.has(name);
  }

  /** Resolves when no task of that name is under way. */
  async free(name: string): Promise<void> {
    for (let tail = this.#tails.get(name); tail !== undefined; tail = this.#tails.get(name)) {
      await tail;
    }
  }

  /** Resolves when no task of any name is under way. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values());
  }

  async run<Result>(name: string, task: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(name);
    const result = before === undefined ? task() : before.then(task);
    const tail = result.then(
      () => {},
      () => {},
    );
    this.#tails.set(name, tail);
    try {
      return await result;
    } finally {
      if (this.#tails.get(name) === tail) this.#tails.delete(name);
    }
  }
}
