import fc from "fast-check";
import { SilentChange } from "./outcomes.ts";
import { consumeRecord, datasetNames, transform } from "./sinks.ts";

/** Any bytes as a record: nothing throws, and what is kept is all of them. */
export const recordBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: "binary", maxLength: 100 }).map((text) => Buffer.from(text)),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .tuple(fc.json(), fc.uint8Array({ maxLength: 20 }))
    .map(([text, bytes]) =>
      Buffer.concat([Buffer.from(`{"specversion":"1.0","id":${text}`), bytes]),
    ),
);

export async function checkBytes(record: Buffer): Promise<void> {
  const { quarantined, items } = await consumeRecord(record);
  const stored = (["orders", "invoices", "customers"] as const).flatMap((table) => items(table));
  if (stored.length > 0) throw new SilentChange("rubbish is in the tables");
  const kept = Buffer.concat(quarantined.map(({ bytes }) => bytes));
  const solid = (bytes: Buffer): string => bytes.toString("latin1").replace(/[ \t\r\n]+/g, "");
  if (solid(kept) !== solid(record)) {
    throw new SilentChange(`quarantine has ${kept.toString("hex")} of ${record.toString("hex")}`);
  }
  for (const dataset of datasetNames) {
    const [made] = await transform(dataset, [record]);
    if (made?.result === "Ok") throw new SilentChange(`${dataset} has rows of rubbish`);
  }
}
