import type { KinesisEventRecord } from "@tributary/lambda-kit";
import { ARRIVED_AT, kinesisRecord } from "@tributary/lambda-kit/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { archiveKey, archiveLines } from "./archive.ts";

const archiveLine = (record: KinesisEventRecord) => archiveLines([record]).toString();

/** The bytes of an archived record. */
function bytesOf(line: string): Buffer {
  const { data, dataBase64 } = JSON.parse(line);
  return dataBase64 === undefined ? Buffer.from(data) : Buffer.from(dataBase64, "base64");
}

test("a line says where the record came from, when, and what it held", () => {
  const record = kinesisRecord('{"a":"Zürich\u2028"}\n', 3);
  expect(JSON.parse(archiveLine(record))).toEqual({
    sequenceNumber: record.kinesis.sequenceNumber,
    shardId: "shardId-000000000006",
    partitionKey: "c-17",
    arrivedAt: "2026-03-02T12:00:00.125Z",
    data: '{"a":"Zürich\u2028"}\n',
  });
});

test("any bytes come back exactly, from one line each", () => {
  const content = fc.oneof(
    fc.uint8Array(),
    fc.string().map((text) => Buffer.from(`${text}\n\ufffd`)),
  );
  fc.assert(
    fc.property(content, (bytes) => {
      const line = archiveLine(kinesisRecord(bytes));
      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(bytesOf(line).equals(Buffer.from(bytes))).toBe(true);
    }),
  );
});

test("a partition key cannot leave its string", () => {
  const record = kinesisRecord("x");
  const partitionKey = '"},{"Zürich 💡":"\n';
  const line = archiveLine({ ...record, kinesis: { ...record.kinesis, partitionKey } });
  expect(JSON.parse(line)).toMatchObject({ partitionKey, data: "x" });
});

test("the key names day, shard and both ends; part of a batch has another one", () => {
  const [a, b, c] = [kinesisRecord("a", 1), kinesisRecord("b", 2), kinesisRecord("c", 3)];
  const number = (record: typeof a) => record.kinesis.sequenceNumber;
  expect(archiveKey([a, b, c])).toBe(
    `raw/dt=2026-03-02/shardId-000000000006-${number(a)}-${number(c)}.ndjson.gz`,
  );
  const keys = [archiveKey([a, b, c]), archiveKey([a, b]), archiveKey([b, c]), archiveKey([a])];
  expect(new Set(keys).size).toBe(4);
  expect(ARRIVED_AT).toBe(Date.parse("2026-03-02T12:00:00.125Z"));
});
