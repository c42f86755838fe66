import fc from "fast-check";
import { lineNode, orderNode } from "./events.ts";
import { mutated, type Node, render } from "./json-nodes.ts";
import { checkRecord } from "./outcomes.ts";
import { streamEvent } from "./stream-event.ts";
import { mutation } from "./texts.ts";

/** A record of the stream that no API made. */
export interface RecordCase {
  /** JSON objects. */
  readonly objects: readonly string[];
  /** Between the objects. */
  readonly space: string;
  /** Behind the last one: what is no object. */
  readonly rest: string;
}

const envelope = (type: string, node: fc.Arbitrary<Node>): fc.Arbitrary<Node> =>
  fc.tuple(node, fc.constantFrom("r-1/0", "r-1/1", "r-2/0", "a/../b=/0")).map(([data, id]) => ({
    members: [
      ['"specversion"', '"1.0"'],
      ['"id"', `"${id}"`],
      ['"source"', '"/x"'],
      ['"type"', `"${type}"`],
      ['"data"', data],
    ],
  }));

const object = fc
  .tuple(
    fc.oneof(
      envelope("tributary.order.v1", orderNode),
      envelope("tributary.invoice_line.v1", lineNode),
    ),
    fc.array(mutation, { maxLength: 2 }),
  )
  .map(([node, mutations]) => render(mutated(node, mutations)))
  .filter((text) => text.startsWith("{"));

/** No object, whatever stands in front of it. */
const rest = fc.oneof(
  { weight: 6, arbitrary: fc.constant("") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        "}",
        "]",
        "null",
        "[1]",
        '"x"',
        ",",
        "\ufeff",
        "{",
        '{"specversion":"1.0","id":',
        "\u0000",
      ],
    ),
  },
);

export const recordCase: fc.Arbitrary<RecordCase> = fc.record({
  objects: fc.array(object, { minLength: 1, maxLength: 4 }),
  space: fc.constantFrom("", "\n", " \r\n\t"),
  rest,
});

/** A check of what every reader of the stream makes of a record. */
export async function checkRecordCase({ objects, space, rest: tail }: RecordCase): Promise<void> {
  const record = Buffer.from(objects.map((text) => `${text}${space}`).join("") + tail);
  await checkRecord(record, objects.map(streamEvent), tail);
}

/** For a reader of a failure: the record. */
export const describeRecord = ({ objects, space, rest: tail }: RecordCase): string =>
  objects.map((text) => `${text}${space}`).join("") + tail;
