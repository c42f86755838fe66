const emulator = "packages/emulator/src";

/**
 * Queries, proof and repair.
 *
 * @type {import("../mutants.list.mjs").Mutant[]}
 */
export const surfaces = [
  {
    id: "page-token",
    protection: "a page token belongs to one query",
    file: "packages/lambdas/query-api/src/page-token.ts",
    find: "bound !== digest(question) || ",
    replace: "",
    tests: ["packages/lambdas/query-api/src/index.test.ts"],
  },
  {
    id: "sql-external-access",
    protection: "SQL reads the lake's files and nothing else",
    file: `${emulator}/engines/sql/runtime.ts`,
    find: '    "SET enable_external_access = false",\n',
    replace: "",
    tests: [`${emulator}/engines/sql/runtime.test.ts`],
  },
  {
    id: "sql-locked",
    protection: "a query cannot change the engine's settings",
    file: `${emulator}/engines/sql/runtime.ts`,
    find: '    "SET lock_configuration = true",\n',
    replace: "",
    tests: [`${emulator}/engines/sql/runtime.test.ts`],
  },
  {
    id: "csv-neutral",
    protection: "a CSV cell that a spreadsheet would run is neutralised",
    file: "packages/cli/src/athena/format.ts",
    find: "? `'${text}` : text",
    replace: "? text : text",
    tests: ["packages/cli/src/athena/format.test.ts"],
  },
  {
    id: "reconcile-lost",
    protection: "the reconciler names an acknowledged event that the archive lacks",
    file: "packages/cli/src/reconcile/findings.ts",
    find: "      when r.event_id is not null then 'stored'",
    replace: "      when true then 'stored'",
    tests: ["packages/cli/src/reconcile/findings.test.ts"],
  },
  {
    id: "reconcile-changed",
    protection: "the reconciler names a record whose bytes changed on the way to the archive",
    file: "packages/cli/src/reconcile/findings.ts",
    find: " and r.digest <> s.digest",
    replace: " and false",
    tests: ["packages/cli/src/reconcile/findings.test.ts"],
  },
  {
    id: "replay-once",
    protection: "an event is replayed once, however many places keep it",
    file: "packages/cli/src/replay/identity-set.ts",
    find: "    if (!insert(this.#slots, words)) return false;",
    replace: "    if (!insert(this.#slots, words)) return true;",
    tests: ["packages/cli/src/replay/identity-set.test.ts"],
  },
  {
    id: "replay-refused",
    protection: "records of a batch that the stream refuses are sent again",
    file: "packages/cli/src/replay/stream-writer.ts",
    find: "waiting = waiting.filter((_, index) => Records[index]?.SequenceNumber === undefined);",
    replace: "waiting = [];",
    tests: ["packages/cli/src/replay/stream-writer.test.ts"],
  },
];
