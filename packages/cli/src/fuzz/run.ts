import fc from "fast-check";
import { checkBytes, recordBytes } from "./bytes-property.ts";
import { describePost, postCase, postChecker } from "./post-property.ts";
import { checkRecordCase, describeRecord, recordCase } from "./record-property.ts";

export interface FuzzFailure {
  readonly property: string;
  /** The smallest case found that fails, as text. */
  readonly shrunk: string;
  readonly error: string;
  /** What repeats it: fast-check's own seed and path. */
  readonly seed: number;
  readonly path: string;
}

export interface FuzzResult {
  readonly cases: number;
  readonly failure: FuzzFailure | undefined;
}

export interface Property {
  readonly name: string;
  /** Of 10 cases, how many. */
  readonly share: number;
  check(numRuns: number, seed: number): Promise<FuzzFailure | undefined>;
}

export function property<T>(
  name: string,
  share: number,
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => Promise<void>,
  describe: (value: T) => string,
): Property {
  const predicate = fc.asyncProperty(arbitrary, check);
  return {
    name,
    share,
    async check(numRuns, seed) {
      const details = await fc.check(predicate, { numRuns, seed });
      if (!details.failed) return undefined;
      const value = details.counterexample?.[0];
      const { errorInstance } = details;
      return {
        property: name,
        shrunk: value === undefined ? "" : describe(value),
        error: errorInstance instanceof Error ? (errorInstance.stack ?? "") : String(errorInstance),
        seed,
        path: details.counterexamplePath ?? "",
      };
    },
  };
}

async function properties(): Promise<Property[]> {
  return [
    property("POST", 6, postCase, await postChecker(), describePost),
    property("record", 3, recordCase, checkRecordCase, describeRecord),
    property("bytes", 1, recordBytes, checkBytes, (bytes) => bytes.toString("hex")),
  ];
}

const CHUNK = 1_000;

/**
 * Runs cases until one fails.
 * @param seed same seed, same cases
 * @param progress told of the cases done so far
 * @param tested where not the pipeline's
 */
export async function fuzz(
  cases: number,
  seed: number,
  progress: (done: number) => void = () => {},
  tested?: readonly Property[],
): Promise<FuzzResult> {
  const all = tested ?? (await properties());
  let done = 0;
  for (let round = 0; done < cases; round += 1) {
    const size = Math.min(CHUNK, cases - done);
    for (const { share, check } of all) {
      const runs = Math.max(1, Math.round((size * share) / 10));
      const failure = await quietly(() => check(runs, (seed + round * 7_919) | 0));
      done += runs;
      if (failure) return { cases: done, failure };
      for (const name in {}) throw new Error(`Object.prototype has ${name}`);
    }
    progress(done);
  }
  return { cases: done, failure: undefined };
}

/** The functions log a line for each bad record, which here is nearly every one. */
async function quietly<T>(run: () => Promise<T>): Promise<T> {
  const write = process.stdout.write;
  process.stdout.write = () => true;
  try {
    return await run();
  } finally {
    process.stdout.write = write;
  }
}
