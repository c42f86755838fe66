import type { KinesisEventRecord } from "@tributary/lambda-kit";
import {
  cloudEvent,
  exampleLine,
  exampleOrder,
  kinesisRecord,
} from "@tributary/lambda-kit/testing";
import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { type ConsumerOptions, consume } from "./consume.ts";
import { FakeTables } from "./fake-tables.ts";
import type { QuarantineObject } from "./quarantine.ts";

const output = vi.spyOn(process.stdout, "write").mockReturnValue(true);
beforeEach(() => {
  output.mockClear();
});

function consumer(tables = new FakeTables()) {
  const quarantined: QuarantineObject[] = [];
  const options: ConsumerOptions = {
    tables: { orders: "orders", invoices: "invoices", customers: "customers" },
    execute: tables.execute,
    quarantine: async (object) => {
      quarantined.push(object);
    },
    remaining: () => 60_000,
    sleep: async () => {},
    random: () => 0.5,
  };
  const entries = () =>
    quarantined.flatMap(({ body }) =>
      body
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    );
  return { tables, options, quarantined, entries };
}

const records = (contents: readonly (string | Uint8Array)[]): KinesisEventRecord[] =>
  contents.map((content, i) => kinesisRecord(content, i));
const order = cloudEvent("r/0", exampleOrder());

describe("a batch", () => {
  test("of orders and lines fills the tables", async () => {
    const { tables, options } = consumer();
    const lines = [1, 2].map((LineNo) => cloudEvent(`i/${LineNo}`, exampleLine({ LineNo })));
    const guest = cloudEvent("i/3", exampleLine({ CustomerID: null, InvoiceNo: 7 }));
    const answer = await consume(records([order, lines.join(""), guest]), options);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(tables.items("orders")).toEqual([
      {
        customer_id: { S: "c-17" },
        order_id: { S: "o-1001" },
        version: { S: "001772359500250-01-r/0" },
        status: { S: "paid" },
        order_date: { S: "2026-03-01T10:00:00.000Z" },
        updated_at: { S: "2026-03-01T10:05:00.250Z" },
        event_id: { S: "r/0" },
        shipping_address: {
          M: {
            street: { S: "1 O'Brien Road" },
            city: { S: "Zürich" },
            state: { S: "ZH" },
            zip: { S: "8001" },
            country: { S: "Switzerland" },
          },
        },
        purchase_details: {
          M: {
            payment_type: { S: "credit_card" },
            amount: { N: "17.85" },
            currency: { S: "CHF" },
            instalments: { N: "1" },
          },
        },
        product_details: {
          L: [
            {
              M: {
                product_id: { S: "p-1" },
                name: { S: "Mug" },
                quantity: { N: "2" },
                item_details: { M: { color: { S: "white" }, size: { S: "M" } } },
              },
            },
            {
              M: {
                product_id: { S: "85123" },
                name: { S: 'Lamp "Nord" \u{1F4A1}' },
                quantity: { N: "1" },
                item_details: { M: { color: { S: "black" }, size: { S: "L" } } },
              },
            },
          ],
        },
      },
    ]);
    expect(tables.items("invoices").map(({ line_id }) => line_id)).toEqual([
      { S: "000001" },
      { S: "000002" },
      { S: "i/3" },
    ]);
    expect(tables.items("customers")).toEqual([
      {
        customer_id: { S: "17850" },
        invoice_no: { S: "536365" },
        invoice_date: { S: "2010-12-01T08:26:00.000Z" },
        country: { S: "United Kingdom" },
      },
    ]);
    expect(output).not.toHaveBeenCalled();
  });

  test("writes a key once however often it holds it, the newest version", async () => {
    const { tables, options } = consumer();
    const versions = (["paid", "returned", "shipped"] as const).map((status, i) =>
      cloudEvent(`r/${i}`, exampleOrder({ status })),
    );
    await consume(records([versions.join("\n"), order]), options);
    expect(tables.calls).toBe(1);
    expect(tables.items("orders")).toMatchObject([{ status: { S: "returned" } }]);
  });

  test("costs 0.04 calls a new order", async () => {
    const { tables, options } = consumer();
    const events = Array.from({ length: 1_000 }, (_, i) =>
      cloudEvent(`r/${i}`, exampleOrder({ order_id: `o-${i}` })),
    );
    await consume(records([events.join("")]), options);
    expect(tables.calls).toBe(40);
  });
});

describe("bad input", () => {
  const bad = {
    rubbish: "not json at all",
    empty: "",
    bytes: Buffer.from([0x22, 0xff, 0x22]),
    deep: order.replace('"zip"', `"deep":${"[".repeat(200_000)}${"]".repeat(200_000)},"zip"`),
    surrogate: order.replace("Mug", "\\ud800"),
    status: order.replace('"paid"', '"lost"'),
    unknown: cloudEvent("r/9", {}, "tributary.order.v2"),
  };

  test("goes to quarantine at once, with reason and bytes, and its neighbours land", async () => {
    const { tables, options, entries } = consumer();
    const neighbours = [1, 2].map((i) =>
      cloudEvent(`n/${i}`, exampleOrder({ order_id: `n-${i}` })),
    );
    const [first = "", last = ""] = neighbours;
    const answer = await consume(records([first, ...Object.values(bad), last]), options);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(tables.items("orders").map(({ order_id }) => order_id)).toEqual([
      { S: "n-1" },
      { S: "n-2" },
    ]);
    const stored = entries();
    expect(stored.map(({ reason }) => reason.code)).toEqual([
      ...["not_json", "not_json", "not_utf8", "too_deep", "lone_surrogate", "schema"],
      "unknown_type",
    ]);
    for (const [i, content] of Object.values(bad).entries()) {
      expect(Buffer.from(stored[i]?.dataBase64, "base64").equals(Buffer.from(content))).toBe(true);
    }
    expect(stored[5]).toEqual({
      reason: {
        code: "schema",
        field: "/status",
        message: "The value breaks the schema's rule enum.",
      },
      sink: "tables",
      eventId: "r/0",
      shardId: "shardId-000000000006",
      sequenceNumber: kinesisRecord("", 6).kinesis.sequenceNumber,
      index: 0,
      partitionKey: "c-17",
      arrivedAt: "2026-03-02T12:00:00.125Z",
      dataBase64: Buffer.from(bad.status).toString("base64"),
    });
  });

  test("in one record leaves one object, of which the key follows from the record", async () => {
    const { options, quarantined } = consumer();
    const content = bad.status + order + bad.surrogate;
    await consume(records([content]), options);
    await consume(records([content]), options);
    expect(quarantined).toHaveLength(2);
    expect(quarantined[1]).toEqual(quarantined[0]);
    expect(quarantined[0]?.key).toMatch(
      /^quarantine\/dt=2026-03-02\/shardId-000000000006-\d{56}\.ndjson$/,
    );
    expect(quarantined[0]?.body.trimEnd().split("\n")).toHaveLength(2);
  });

  test("is counted in the log, without its contents", async () => {
    const { options } = consumer();
    await consume(records([bad.status, bad.rubbish]), options);
    const text = output.mock.calls.map(([written]) => String(written)).join("");
    expect(text).toContain('"EventsQuarantined":2');
    expect(text).not.toContain("Brien");
    expect(text).not.toContain("not json at all");
  });

  test("that cannot be quarantined is not done", async () => {
    const { options } = consumer();
    const all = records([order, bad.rubbish, order]);
    const answer = await consume(all, {
      ...options,
      quarantine: async () => {
        throw new Error("no S3");
      },
    });
    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: all[1]?.kinesis.sequenceNumber }],
    });
  });
});

describe("tables that fail", () => {
  test("report the first record that is not done, also of a version that another superseded", async () => {
    const { tables, options } = consumer();
    tables.fault = ({ Parameters }) =>
      Parameters.some((value) => "S" in value && value.S === "o-2")
        ? { Error: { Code: "ThrottlingError" } }
        : undefined;
    const of = (id: string, order_id: string) => cloudEvent(id, exampleOrder({ order_id }));
    const all = records([of("a/0", "o-1"), of("b/0", "o-2"), of("c/0", "o-3"), of("d/0", "o-2")]);
    const answer = await consume(all, options);
    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: all[1]?.kinesis.sequenceNumber }],
    });
    expect(tables.items("orders")).toHaveLength(2);
  });

  test("altogether are never an empty success", async () => {
    const { tables, options } = consumer();
    tables.fault = () => ({ Error: { Code: "InternalServerError" } });
    const all = records([order, order]);
    expect(await consume(all, options)).toEqual({
      batchItemFailures: [{ itemIdentifier: all[0]?.kinesis.sequenceNumber }],
    });
  });

  test("and refuse an item for good send every event that it stands for to quarantine", async () => {
    const { tables, options, entries } = consumer();
    tables.fault = () => ({ Error: { Code: "ValidationError", Message: "Item size" } });
    const line = cloudEvent("i/0", exampleLine());
    const answer = await consume(
      records([order, cloudEvent("r/1", exampleOrder()), line]),
      options,
    );
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(entries().map(({ eventId, reason }) => [eventId, reason.code, reason.message])).toEqual([
      ["r/0", "store_refused", "Item size"],
      ["r/1", "store_refused", "Item size"],
      ["i/0", "store_refused", "Item size"],
    ]);
  });
});

describe("whatever the order and however often", () => {
  const statuses = ["pending", "paid", "shipped", "delivered", "cancelled", "returned"] as const;
  const event = fc.oneof(
    fc
      .record({
        customer: fc.integer({ min: 1, max: 2 }),
        order: fc.integer({ min: 1, max: 3 }),
        minute: fc.integer({ min: 0, max: 2 }),
        status: fc.constantFrom(...statuses),
      })
      .map(({ customer, order: number, minute, status }) =>
        exampleOrder({
          ...{ customer_id: `c-${customer}`, order_id: `o-${number}`, status },
          updated_at: `2026-03-01T10:0${minute}:00Z`,
        }),
      ),
    fc
      .record({ invoice: fc.integer({ min: 1, max: 3 }), line: fc.integer({ min: 1, max: 3 }) })
      .map(({ invoice, line }) => exampleLine({ InvoiceNo: invoice, LineNo: line })),
  );

  test("events come, the tables end the same", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        async (data, random) => {
          const next = (limit: number): number => (random.next().value ?? 0) % limit;
          const texts = data.map((value, i) => cloudEvent(`r/${i}`, value));
          const once = consumer();
          await consume(records(texts), once.options);

          // Shuffled, repeated, cut into batches, throttled now and then, and retried as Lambda does.
          const again = consumer();
          const repeated = [...texts, ...texts.filter(() => next(2) === 0)];
          const shuffled = repeated
            .map((text) => ({ text, place: next(1_000) }))
            .sort((a, b) => a.place - b.place)
            .map(({ text }) => text);
          let faults = 0;
          again.tables.fault = () =>
            next(4) === 0 && faults++ < 30 ? { Error: { Code: "ThrottlingError" } } : undefined;
          while (shuffled.length > 0) {
            let batch = records(shuffled.splice(0, 1 + next(4)));
            while (batch.length > 0) {
              const hasty = { ...again.options, remaining: () => next(2) * 60_000 };
              const [failure] = (await consume(batch, hasty)).batchItemFailures;
              const from = batch.findIndex(
                ({ kinesis }) => kinesis.sequenceNumber === failure?.itemIdentifier,
              );
              batch = from === -1 ? [] : batch.slice(from);
            }
          }
          for (const table of ["orders", "invoices", "customers"]) {
            expect(again.tables.items(table).map(withoutEventId)).toEqual(
              once.tables.items(table).map(withoutEventId),
            );
          }
          expect(again.quarantined).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  /** Two lines of one number are one line: which of their events it names is left open. */
  function withoutEventId(item: Readonly<Record<string, unknown>>): object {
    const { event_id, ...rest } = item;
    return "line_id" in item ? rest : item;
  }
});

test("no bytes make it throw, and nothing is lost without a word", async () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.json().map((json) => cloudEvent("r/0", JSON.parse(json), "tributary.order.v1")),
    fc.string().map((text) => order + text),
  );
  await fc.assert(
    fc.asyncProperty(content, async (bytes) => {
      const { tables, options, quarantined } = consumer();
      const answer = await consume(records([bytes]), options);
      expect(answer).toEqual({ batchItemFailures: [] });
      expect(tables.items("orders").length + quarantined.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});
