import { describe, expect, test } from "vitest";
import type { Statement } from "./statements.ts";
import {
  BATCHES_IN_FLIGHT,
  inFlight,
  type StatementAnswer,
  type WriterOptions,
  writeAll,
} from "./table-writer.ts";
import type { Write } from "./writes.ts";

const statement = (text: string, name: string): Statement => ({
  Statement: text,
  Parameters: [{ S: name }],
});

const write = (name: string, version: string | undefined = "2"): Write => ({
  sources: [],
  insert: () => statement("INSERT", name),
  update: version === undefined ? undefined : () => statement("UPDATE", name),
  version,
});

/** Answers each statement of each call from a script of codes; what the script leaves out succeeds. */
function scripted(
  script: readonly (StatementAnswer | "throw")[],
  options: Partial<WriterOptions> = {},
) {
  const answers = [...script];
  const sent: string[] = [];
  const slept: number[] = [];
  return {
    sent,
    slept,
    options: {
      execute: async (statements) => {
        const text = statements.map(({ Statement }) => Statement).join(" ");
        sent.push(text);
        return statements.map(() => {
          const answer = answers.shift() ?? {};
          if (answer === "throw") {
            throw Object.assign(new Error("refused as a whole"), { name: "ValidationException" });
          }
          return answer;
        });
      },
      remaining: () => 60_000,
      sleep: async (milliseconds) => {
        slept.push(milliseconds);
      },
      random: () => 1,
      ...options,
    } satisfies WriterOptions,
  };
}

const code = (Code: string, Item?: Readonly<Record<string, unknown>>): StatementAnswer => ({
  Error: { Code, ...(Item === undefined ? {} : { Item }) },
});
const nothing = { failed: [], refused: [], errors: {} };

describe("an item", () => {
  test("that is new is inserted", async () => {
    const { options, sent, slept } = scripted([]);
    expect(await writeAll([write("a"), write("b")], options)).toEqual(nothing);
    expect(sent).toEqual(["INSERT INSERT"]);
    expect(slept).toEqual([]);
  });

  test("that exists is updated, without waiting", async () => {
    const { options, sent, slept } = scripted([code("DuplicateItem")]);
    expect(await writeAll([write("a"), write("b")], options)).toEqual(nothing);
    expect(sent).toEqual(["INSERT INSERT", "UPDATE"]);
    expect(slept).toEqual([]);
  });

  test("that exists and never changes is done", async () => {
    const { options, sent } = scripted([code("DuplicateItem")]);
    const fixed: Write = { ...write("a"), update: undefined, version: undefined };
    expect(await writeAll([fixed], options)).toEqual(nothing);
    expect(sent).toEqual(["INSERT"]);
  });

  test.each(["2", "3"])("that exists as version %s is done", async (version) => {
    const newer = code("ConditionalCheckFailed", { version: { S: version } });
    const { options, sent } = scripted([code("DuplicateItem"), newer]);
    expect(await writeAll([write("a")], options)).toEqual(nothing);
    expect(sent).toEqual(["INSERT", "UPDATE"]);
  });

  test("that went in between is inserted again", async () => {
    const { options, sent } = scripted([code("DuplicateItem"), code("ConditionalCheckFailed")]);
    expect(await writeAll([write("a")], options)).toEqual(nothing);
    expect(sent).toEqual(["INSERT", "UPDATE", "INSERT"]);
  });

  test("that comes and goes for ever is given up, not lost", async () => {
    const script = Array.from({ length: 40 }, (_, i) =>
      code(i % 2 === 0 ? "DuplicateItem" : "ConditionalCheckFailed"),
    );
    const { options } = scripted(script);
    const { failed } = await writeAll([write("a")], options);
    expect(failed).toHaveLength(1);
  });
});

describe("errors", () => {
  test.each([
    ...["ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"],
    ...["InternalServerError", "TransactionConflict", "SomethingNew"],
  ])("%s once is tried again after a wait", async (name) => {
    const { options, sent, slept } = scripted([{}, code(name)]);
    const outcome = await writeAll([write("a"), write("b")], options);
    expect(outcome).toEqual({ ...nothing, errors: { [name]: 1 } });
    expect(sent).toEqual(["INSERT INSERT", "INSERT"]);
    expect(slept).toEqual([50]);
  });

  test("throttling for ever ends in failed items, after ever longer waits", async () => {
    const { options, slept } = scripted([], {
      execute: async (statements) => statements.map(() => code("ThrottlingError")),
    });
    const outcome = await writeAll([write("a")], options);
    expect(outcome.failed).toHaveLength(1);
    expect(slept).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000]);
  });

  test("throttling is not waited for when the time is up", async () => {
    const { options, slept } = scripted([code("ThrottlingError")], { remaining: () => 10 });
    expect((await writeAll([write("a")], options)).failed).toHaveLength(1);
    expect(slept).toEqual([]);
  });

  test("a call that fails as a whole is tried again", async () => {
    let calls = 0;
    const { options } = scripted([], {
      execute: async (statements) => {
        if (calls++ === 0) throw Object.assign(new Error("reset"), { name: "TimeoutError" });
        return statements.map(() => ({}));
      },
    });
    expect(await writeAll([write("a")], options)).toEqual({
      ...nothing,
      errors: { TimeoutError: 1 },
    });
  });

  test("an answer that is missing is no success", async () => {
    const { options } = scripted([], { execute: async () => [] });
    expect((await writeAll([write("a")], options)).failed).toHaveLength(1);
  });

  test("of our set-up are reported at once", async () => {
    const { options, slept } = scripted([code("AccessDenied"), code("ResourceNotFound")]);
    const outcome = await writeAll([write("a"), write("b")], options);
    expect(outcome.failed).toHaveLength(2);
    expect(slept).toEqual([]);
  });

  test("of the item itself refuse it, and only it", async () => {
    const { options } = scripted([{}, code("ValidationError")]);
    const [first, second] = [write("a"), write("b")];
    const outcome = await writeAll([first, second], options);
    expect(outcome.refused.map(({ write: refused }) => refused)).toEqual([second]);
    expect(outcome.failed).toEqual([]);
  });

  test("a call that is refused as a whole is sent again, each statement alone", async () => {
    const { options, sent } = scripted(["throw", {}, "throw"]);
    const outcome = await writeAll([write("a"), write("b")], options);
    expect(sent).toEqual(["INSERT INSERT", "INSERT", "INSERT"]);
    expect(outcome.refused).toHaveLength(1);
    expect(outcome.failed).toEqual([]);
  });
});

test("at most 25 statements go in a call, and only a few calls at a time", async () => {
  let open = 0;
  let most = 0;
  const sizes: number[] = [];
  const { options } = scripted([], {
    execute: async (statements) => {
      most = Math.max(most, ++open);
      sizes.push(statements.length);
      await new Promise((resolve) => setImmediate(resolve));
      open--;
      return statements.map(() => ({}));
    },
  });
  await writeAll(
    Array.from({ length: 1_010 }, (_, i) => write(`${i}`)),
    options,
  );
  expect(Math.max(...sizes)).toBe(25);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_010);
  expect(most).toBe(BATCHES_IN_FLIGHT);
});

test("jobs in flight stop at the first that fails", async () => {
  const failing = inFlight([1, 2, 3], async (n) => {
    if (n === 1) throw new Error("one");
  });
  await expect(failing).rejects.toThrow("one");
});
