import type { FunctionSettings } from "@tributary/contract";
import { type FunctionClient, LIVE, type Version } from "./function-client.ts";
import { backDescription } from "./rollback.ts";
import { smoke } from "./smoke.ts";

/** One function of a release: the code it shall run. */
export interface Change {
  /** Name in the contract. */
  readonly name: string;
  readonly role: FunctionSettings["role"];
  readonly client: FunctionClient;
  readonly codeSha256: string;
  /** The code; read only where it is not the live one. */
  readonly zip: () => Promise<Uint8Array>;
  /** What the new version is described with. */
  readonly description: string;
}

export interface Outcome {
  readonly name: string;
  /**
   * `unchanged`: nothing was done to it. `deployed`: runs it now. `restored`: runs the code from before
   * again, because something in the release failed. `broken`: could not be restored.
   */
  readonly result: "unchanged" | "deployed" | "restored" | "broken";
  /** Version that was live before. */
  readonly from: string;
  /** Version that is live now, as far as is known. */
  readonly to: string;
  readonly codeSha256: string;
  readonly error?: string;
}

/** What one function has gone through so far. */
interface Progress {
  readonly change: Change;
  readonly before: Version;
  touched: boolean;
  published: string | undefined;
  shifted: boolean;
  error: string | undefined;
}

/**
 * Brings every function to its code, or none: all changed functions are updated, published and called
 * before the first alias moves; where one fails, each changed function runs its old code again.
 *
 * A function is left alone where its live code and its newest version are the wanted code, whatever
 * the last commit changed: what an earlier, failed deploy left behind is mended by the next.
 *
 * Going back publishes the old zip as a new version instead of only moving the alias: Terraform keeps
 * `live` at the newest version, and would otherwise move it forward to the bad one.
 */
export async function release(changes: readonly Change[]): Promise<readonly Outcome[]> {
  const states = await Promise.all(changes.map((change) => stateOf(change)));
  const due = states.filter(({ isDue }) => isDue).map(({ progress }) => progress);

  await attempt(due, async (one) => {
    const zip = await one.change.zip();
    one.touched = true;
    one.published = await one.change.client.publish(zip, one.change.description);
    await smokeAt(one.change, one.published);
  });
  if (due.every(({ error }) => error === undefined)) {
    await attempt(due, async (one) => {
      one.shifted = true;
      await one.change.client.shift(one.published ?? "");
      await smokeAt(one.change, LIVE);
    });
  }
  const failed = due.some(({ error }) => error !== undefined);
  return Promise.all(
    states.map(async ({ progress, isDue }): Promise<Outcome> => {
      const { change, before, published } = progress;
      const { name, codeSha256 } = change;
      const from = before.version;
      if (!isDue) return { name, result: "unchanged", from, to: from, codeSha256 };
      if (failed) return goBack(progress);
      return { name, result: "deployed", from, to: published ?? from, codeSha256 };
    }),
  );
}

async function stateOf(change: Change): Promise<{ progress: Progress; isDue: boolean }> {
  const [live, versions] = await Promise.all([change.client.live(), change.client.versions()]);
  const before = versions.find(({ version }) => version === live) ?? {
    version: live,
    codeSha256: "",
    description: "",
    publishedAt: 0,
  };
  const newest = versions.at(-1);
  const isDue =
    before.codeSha256 !== change.codeSha256 || newest === undefined || newest.version !== live;
  return {
    progress: {
      change,
      before,
      touched: false,
      published: undefined,
      shifted: false,
      error: undefined,
    },
    isDue,
  };
}

/** Runs a step for each function at once; a failure stays with its function. */
async function attempt(
  due: readonly Progress[],
  step: (one: Progress) => Promise<void>,
): Promise<void> {
  await Promise.all(
    due.map(async (one) => {
      try {
        await step(one);
      } catch (error) {
        one.error = messageOf(error);
      }
    }),
  );
}

async function goBack(progress: Progress): Promise<Outcome> {
  const { change, before, error } = progress;
  const outcome = {
    name: change.name,
    from: before.version,
    codeSha256: before.codeSha256,
    ...(error === undefined ? {} : { error }),
  };
  if (!progress.touched) return { ...outcome, result: "unchanged", to: before.version };
  try {
    // First what is live, then what is stored.
    if (progress.shifted) await change.client.shift(before.version);
    const zip = await change.client.code(before);
    const restored = await change.client.publish(
      zip,
      backDescription(before, `${change.description} failed`),
    );
    await change.client.shift(restored);
    return { ...outcome, result: "restored", to: restored };
  } catch (second) {
    const reasons = [error, `going back: ${messageOf(second)}`].filter(Boolean).join("; ");
    return { ...outcome, result: "broken", to: before.version, error: reasons };
  }
}

async function smokeAt({ role, client }: Change, qualifier: string): Promise<void> {
  await smoke(role, `${client.functionName}:${qualifier}`, (event) =>
    client.invoke(qualifier, event),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
