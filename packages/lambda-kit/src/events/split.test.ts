import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cloudEvent, eventsOf, exampleLine, exampleOrder } from "../testing/index.ts";
import { eventStarts, scanObjects } from "./split.ts";

const separator = fc.constantFrom("", "\n", " ", "\r\n", "\n\n", "\t ");

describe("events of a record", () => {
  const hostile = fc.constantFrom(
    ...['}{"specversion":"1.0"', '\\"}{"specversion":', '{"specversion":', "}\n{", "]}", '"', "\\"],
  );
  const data = fc.dictionary(
    fc.oneof(fc.string(), hostile),
    fc.oneof(fc.jsonValue(), hostile, fc.constant({ specversion: "1.0" })),
  );

  test("are found whatever their data holds and whatever lies between", () => {
    fc.assert(
      fc.property(
        fc.array(data, { minLength: 1, maxLength: 5 }),
        separator,
        separator,
        (all, between, end) => {
          const texts = all.map((value, i) => cloudEvent(`r/${i}`, value, "tributary.order.v1"));
          const events = eventsOf(texts.join(between) + end);
          expect(events.map((event) => event.text.trim())).toEqual(texts);
          expect(events.every(({ ok }) => ok)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("are found by the scanner where their members have another order", () => {
    fc.assert(
      fc.property(fc.array(data, { minLength: 1, maxLength: 4 }), separator, (all, between) => {
        const texts = all.map((value, i) =>
          JSON.stringify({
            id: `r/${i}`,
            data: value,
            type: "tributary.order.v1",
            specversion: "1.0",
          }),
        );
        expect(scanObjects(texts.join(between))).toEqual(texts);
        expect(eventStarts(texts.join(between))).toEqual([0]);
        expect(eventsOf(texts.join(between)).map(({ text }) => text)).toEqual(texts);
      }),
    );
  });

  test("of both kinds of text are found in one record", () => {
    const usual = cloudEvent("r/0", exampleOrder());
    const other = JSON.stringify({ id: "r/1", type: "tributary.order.v1", specversion: "1.0" });
    const ids = eventsOf(usual + other + usual).map(({ id }) => id);
    expect(ids).toEqual(["r/0", "r/1", "r/0"]);
  });

  test("stand whatever rubbish follows, and the rubbish is one piece", () => {
    const good = cloudEvent("r/0", exampleLine());
    for (const rubbish of ["x", '{"a":', '{"a":"}', "[1", "nul", "]", '"{}"', "}{"]) {
      const events = eventsOf(good + rubbish);
      expect(events.map(({ ok }) => ok)).toEqual([true, false]);
      expect(events[1]).toMatchObject({ text: rubbish });
    }
  });
});

test("no text makes the splitter throw or lose a character that is no white space", () => {
  const alphabet = fc.constantFrom(...'{}[]",:\\ \n1a', '{"specversion":', "\\u");
  fc.assert(
    fc.property(fc.array(alphabet, { maxLength: 60 }), (parts) => {
      const text = parts.join("");
      const events = eventsOf(text);
      const kept = events.map((event) => event.text).join("");
      expect(kept.replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
    }),
    { numRuns: 2_000 },
  );
});
