import {
  cloudEvent,
  exampleLine,
  exampleOrder,
  kinesisRecord,
} from "@tributary/lambda-kit/testing";
import { bench, describe } from "vitest";
import { consume } from "./consume.ts";

// A thousand events a round: milliseconds a round are microseconds an event, without the SDK.
const EVENTS = 1_000;
const batches = (event: (i: number) => object) =>
  Array.from({ length: EVENTS / 100 }, (_, record) =>
    kinesisRecord(
      Array.from({ length: 100 }, (_, i) =>
        cloudEvent(`Lw1ExampleRequest=/${i}`, event(record * 100 + i)),
      ).join("\n"),
      record,
    ),
  );
const orders = batches((i) => exampleOrder({ order_id: `o-${i}` }));
const lines = batches((LineNo) => exampleLine({ LineNo }));
const options = {
  tables: { orders: "orders", invoices: "invoices", customers: "customers" },
  execute: async (statements: readonly unknown[]) => statements.map(() => ({})),
  quarantine: async () => {},
  remaining: () => 60_000,
  sleep: async () => {},
  random: () => 0.5,
};

describe(`${EVENTS} events`, () => {
  bench("floor: base64, UTF-8 and JSON.parse of the orders", () => {
    for (const { kinesis } of orders) {
      const text = Buffer.from(kinesis.data, "base64").toString("utf8");
      for (const line of text.split("\n")) JSON.parse(line);
    }
  });
  bench("orders", async () => {
    await consume(orders, options);
  });
  bench("invoice lines", async () => {
    await consume(lines, options);
  });
});
