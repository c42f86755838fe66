import { expect, test } from "vitest";
import { eventText, kinesisEvent, kinesisInput, recordBytes, recordText } from "./kinesis-event.ts";

const shardId = "shardId-000000000000";
const identity = { streamArn: "arn:stream", region: "eu-central-1", roleArn: "arn:role" };
const records = ["", "a", "ä🙂", "\u0000".repeat(10_000), '{"a":1}{"b":2}'].map((text, n) => {
  const data = Buffer.from(text);
  return {
    sequenceNumber: `495${String(n).padStart(53, "0")}`,
    partitionKey: `"k\\ü\u2028${n}`,
    data,
    base64: data.toString("base64"),
    arrivedAt: 1_715_000_000_000 + n * 10,
  };
});

test("the event that is made in the function's thread is the one that JSON gives", () => {
  const event = kinesisEvent(kinesisInput(records, shardId, identity));
  const text = eventText(records.map((record) => recordText(record, shardId, identity)));
  expect(event).toEqual(JSON.parse(text));
  expect(JSON.stringify(event)).toBe(JSON.stringify(JSON.parse(text)));
});

test.each(records)("a record's size is known without its text: $sequenceNumber", (record) => {
  const text = recordText(record, shardId, identity);
  expect(recordBytes(record, shardId, identity)).toBe(Buffer.byteLength(`${text},`));
});
