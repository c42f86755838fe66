import {
  cloudEvent,
  exampleLine,
  exampleOrder,
  firehoseEvent,
} from "@tributary/lambda-kit/testing";
import { bench, describe } from "vitest";

// The built bundles, as Lambda runs them: `pnpm build` first.
const load = async (name: string): Promise<(input: typeof event) => Promise<unknown>> => {
  const file = new URL(`../../${name}-transform/dist/bundle/index.mjs`, import.meta.url);
  return (await import(/* @vite-ignore */ file.href)).handler;
};

// A thousand records a round: milliseconds a round are microseconds a record. The floor is what any
// transform must do: base64, UTF-8 and JSON.parse of the same events.
const RECORDS = 1_000;
const event = firehoseEvent(
  Array.from({ length: RECORDS }, (_, i) =>
    cloudEvent(`Lw1ExampleRequest=/${i}`, exampleOrder({ order_id: `o-${i}` })),
  ),
);
const lines = firehoseEvent(
  Array.from({ length: RECORDS }, (_, i) =>
    cloudEvent(`Lw1ExampleRequest=/${i}`, exampleLine({ LineNo: i })),
  ),
);
const floor = ({ records }: typeof event) =>
  records.map(({ data }) => JSON.parse(Buffer.from(data, "base64").toString("utf8")));

const orders = await load("orders");
const invoiceLines = await load("invoice-lines");
const transforms = {
  orders,
  "product-details": await load("product-details"),
  "purchase-details": await load("purchase-details"),
  "shipping-addresses": await load("shipping-addresses"),
  "invoice-lines": invoiceLines,
};

describe(`${RECORDS} orders of ${Buffer.from(event.records[0]?.data ?? "", "base64").length} bytes`, () => {
  bench("floor", () => {
    floor(event);
  });
  for (const [name, handler] of Object.entries(transforms)) {
    bench(name, async () => {
      await handler(event);
    });
  }
});

describe(`${RECORDS} invoice lines of ${Buffer.from(lines.records[0]?.data ?? "", "base64").length} bytes`, () => {
  bench("floor", () => {
    floor(lines);
  });
  for (const [name, handler] of Object.entries({ orders, "invoice-lines": invoiceLines })) {
    bench(name, async () => {
      await handler(lines);
    });
  }
});
