import { describe } from "vitest";

// Faults that the consumer's own tests prove: those tests run here too, under the fault's number.

describe("10 · per-statement throttling once, and for ever: backoff, then batch item failures", async () => {
  await import("../src/table-writer.test.ts");
});

describe("8, 11, 12 · batches that fail, repeat, or come shuffled: identical tables, never an empty success", async () => {
  await import("../src/consume.test.ts");
});
