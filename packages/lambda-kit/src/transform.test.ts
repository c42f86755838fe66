import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { MAX_RESULT_BYTES } from "./firehose.ts";
import { lineRows, orderRows } from "./rows.ts";
import { cloudEvent, exampleLine, exampleOrder, firehoseEvent } from "./testing/index.ts";
import { transformHandler } from "./transform.ts";

const orders = transformHandler(
  "orders",
  orderRows(({ status }) => `"status":"${status}"`),
);
const lines = transformHandler(
  "invoice_lines",
  lineRows(({ lineId }) => `"line_id":"${lineId}"`),
);
const output = vi.spyOn(process.stdout, "write").mockReturnValue(true);
beforeEach(() => {
  output.mockClear();
});

const results = async (
  contents: readonly (string | Uint8Array)[],
  handler = orders,
): Promise<string[]> =>
  (await handler(firehoseEvent(contents))).records.map(({ result }) => result);

const order = cloudEvent("r/0", exampleOrder());
const line = cloudEvent("r/1", exampleLine());

describe("a transform", () => {
  test("answers every record once, under its own id and in order", async () => {
    const contents = fc.array(
      fc.oneof(
        fc.constantFrom(order, line, order + line, `${order}\n${order}`),
        fc.string(),
        fc.uint8Array(),
      ),
      { maxLength: 10 },
    );
    await fc.assert(
      fc.asyncProperty(contents, async (all) => {
        const event = firehoseEvent(all);
        const { records } = await orders(event);
        expect(records.map(({ recordId }) => recordId)).toEqual(
          event.records.map(({ recordId }) => recordId),
        );
        for (const record of records) {
          expect(["Ok", "Dropped", "ProcessingFailed"]).toContain(record.result);
          expect(record.data !== undefined).toBe(record.result === "Ok");
          expect(record.metadata !== undefined).toBe(record.result === "Ok");
        }
      }),
    );
  });

  test("drops what is by contract another dataset's, and nothing else", async () => {
    expect(await results([order, line])).toEqual(["Ok", "Dropped"]);
    expect(await results([order, line], lines)).toEqual(["Dropped", "Ok"]);
    // Not even a foreign event's look decides where one of our own may follow.
    expect(await results([line + order, order + line])).toEqual(["Ok", "Ok"]);
    const escaped = order.replace("tributary.order", "tributary\\u002eorder");
    expect(await results([line + escaped])).toEqual(["Ok"]);
    const unknown = cloudEvent("r/2", {}, "tributary.order.v2");
    expect(await results([unknown, "rubbish", "", "[]", "{}"])).toEqual(
      Array.from({ length: 5 }, () => "ProcessingFailed"),
    );
  });

  test("fails an event that cannot be stored, and not its neighbours", async () => {
    const bad = [
      order.replace('"status":"paid"', '"status":"lost"'),
      order.replace('"zip"', `"deep":${"[".repeat(5_000)}${"]".repeat(5_000)},"zip"`),
      order.replace("Mug", "\\ud800"),
      Buffer.from([0x22, 0xff, 0x22]),
    ];
    expect(await results([order, ...bad, order])).toEqual([
      "Ok",
      ...bad.map(() => "ProcessingFailed"),
      "Ok",
    ]);
  });

  test("gives a record one day: events of two days fail together", async () => {
    const other = cloudEvent("r/2", exampleOrder({ order_date: "2026-02-28T23:59:59Z" }));
    const { records } = await orders(firehoseEvent([order + order, order + other]));
    expect(records[0]?.metadata).toEqual({ partitionKeys: { dt: "2026-03-01" } });
    expect(
      Buffer.from(records[0]?.data ?? "", "base64")
        .toString()
        .match(/\n/g),
    ).toHaveLength(2);
    expect(records[1]).toEqual({ recordId: records[1]?.recordId, result: "ProcessingFailed" });
  });

  test("marks what does not fit its answer, and still answers all", async () => {
    const large = transformHandler("orders", () => ({
      ok: true,
      dt: "2026-03-01",
      rows: `${"x".repeat(1_000_000)}\n`,
    }));
    const answer = await large(firehoseEvent([order, order, order, order, order, line, order]));
    expect(answer.records.map(({ result }) => result)).toEqual([
      ...["Ok", "Ok", "Ok", "Ok", "ProcessingFailed", "Dropped", "ProcessingFailed"],
    ]);
    expect(JSON.stringify(answer).length).toBeLessThan(MAX_RESULT_BYTES);
  });

  test("survives a defect of its own", async () => {
    const broken = transformHandler("orders", () => {
      throw new RangeError("boom");
    });
    expect(await results([order, line], broken)).toEqual(["ProcessingFailed", "Dropped"]);
  });

  test("answers the same whenever it is asked", async () => {
    const event = firehoseEvent([order, order.replace("2026-03-01", "2026-03-09")]);
    vi.useFakeTimers({ now: 0 });
    const before = await orders(event);
    vi.setSystemTime(Date.UTC(2040, 0, 1));
    expect(await orders(event)).toEqual(before);
    vi.useRealTimers();
    expect(before.records.map(({ result }) => result)).toEqual(["Ok", "ProcessingFailed"]);
  });

  test("is silent when all goes well, and counts failures without their contents", async () => {
    await orders(firehoseEvent([order, line]));
    expect(output).not.toHaveBeenCalled();
    await orders(firehoseEvent(["rubbish", "rubbish", order.replace('"paid"', '"lost"')]));
    const text = output.mock.calls.map(([written]) => String(written)).join("");
    expect(text).toContain('"not_json":2,"schema":1');
    expect(text).toContain('"RecordsFailed":3');
    expect(text).not.toContain("rubbish");
    expect(text).not.toContain("Brien");
  });
});
