/** One thing that was asked of a deployment, and what came of it. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, in a few words. */
  readonly detail: string;
}

/** A check whose question may fail: what it throws is its detail. */
export async function check(name: string, ask: () => Promise<Omit<Check, "name">>): Promise<Check> {
  try {
    return { name, ...(await ask()) };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
