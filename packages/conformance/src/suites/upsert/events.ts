import { cloudEvent, exampleLine, exampleOrder } from "@tributary/lambda-kit/testing";

/** What is in the stream, a record a text. */
export type Batch = readonly string[];

const STATUSES = ["pending", "paid", "shipped", "delivered"] as const;
const START = Date.UTC(2026, 2, 1, 10);

interface OrderState {
  readonly customer: number;
  readonly order: number;
  /** Later versions are newer. */
  readonly version: number;
}

function order({ customer, order: number, version }: OrderState, id: string): string {
  const updated = new Date(START + version * 60_000).toISOString();
  return cloudEvent(
    id,
    exampleOrder({
      customer_id: `c-${customer}`,
      order_id: `o-${number}`,
      status: STATUSES[version % STATUSES.length] ?? "paid",
      updated_at: updated,
    }),
  );
}

function line(invoice: number, position: number, id: string, guest = false): string {
  return cloudEvent(
    id,
    exampleLine({
      InvoiceNo: `53${invoice}`,
      LineNo: position,
      StockCode: `S${position}`,
      CustomerID: guest ? null : 17_000 + (invoice % 3),
    }),
  );
}

/** A generator of numbers that is the same everywhere. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Orders in many versions and invoice lines, out of order, repeated, in batches of any size. */
function shuffled(seed: number, batches: number, size: number): Batch[] {
  const random = numbers(seed);
  return Array.from({ length: batches }, (_, b) =>
    Array.from({ length: 1 + random(size) }, (__, i) => {
      const id = `r${random(40)}/${i}`;
      if (random(3) === 0) return line(random(4), random(12), id, random(5) === 0);
      return order({ customer: random(4), order: random(6), version: random(9) }, `${id}-${b}`);
    }),
  );
}

const one = (version: number, id: string) => order({ customer: 1, order: 1, version }, id);
const many = (from: number, count: number, version: number) =>
  Array.from({ length: count }, (_, i) =>
    order({ customer: (from + i) % 7, order: from + i, version }, `m${version}/${from + i}`),
  );

export interface Story {
  readonly name: string;
  readonly batches: readonly Batch[];
  /** Each statement is answered as throttled between 0 and so many times before it is run. */
  readonly throttled?: number;
}

export const stories: readonly Story[] = [
  { name: "a new order", batches: [[one(0, "a/0")]] },
  { name: "the same batch again", batches: [[one(0, "a/0")], [one(0, "a/0")]] },
  { name: "a newer version", batches: [[one(0, "a/0")], [one(3, "b/0")]] },
  { name: "an older version after a newer one", batches: [[one(3, "b/0")], [one(0, "a/0")]] },
  {
    name: "versions of one order in one batch",
    batches: [[one(2, "c/0"), one(5, "c/1"), one(1, "c/2")]],
  },
  { name: "60 orders, and all of them newer", batches: [many(0, 60, 0), many(0, 60, 1)] },
  { name: "60 orders, half of them there already", batches: [many(0, 30, 4), many(0, 60, 2)] },
  {
    name: "an invoice of 30 lines, twice, one customer",
    batches: [0, 1].map((round) =>
      Array.from({ length: 30 }, (_, i) => line(1, i, `l${round}/${i}`)),
    ),
  },
  { name: "lines of guests", batches: [[line(2, 1, "g/0", true), line(2, 2, "g/1", true)]] },
  {
    name: "several events in one record",
    batches: [[many(0, 5, 0).join(""), many(3, 5, 1).join("\n")]],
  },
  {
    name: "statements throttled up to once",
    batches: [many(0, 60, 0), many(10, 60, 1), many(0, 70, 2)],
    throttled: 1,
  },
  {
    name: "statements throttled up to twice, out of order",
    batches: [many(0, 40, 3), many(20, 40, 1), many(0, 60, 5)],
    throttled: 2,
  },
  ...[1, 2, 3, 4, 5, 6].map((seed) => ({
    name: `shuffled, replayed and repeated (${seed})`,
    batches: [...shuffled(seed, 8, 40), ...shuffled(seed, 8, 40).reverse()],
  })),
  ...[7, 8].map((seed) => ({
    name: `shuffled and throttled (${seed})`,
    batches: shuffled(seed, 8, 40),
    throttled: 3,
  })),
];
