import { expect, test } from "vitest";
import { type OutgoingRecord, Packer } from "./packer.ts";
import { type Replayable, replayEvents } from "./replayable.ts";

const event = (id: string, text = ""): string =>
  JSON.stringify({ specversion: "1.0", id, type: "t", data: { text } });

function kept(data: string | Buffer, partitionKey = "k"): Replayable {
  const bytes = Buffer.from(data);
  return {
    ...{ partitionKey, data: bytes, events: replayEvents(bytes) },
    ...{ arrivedAt: 0, reason: undefined },
  };
}

function pack(...records: readonly Replayable[]): OutgoingRecord[] {
  const packer = new Packer();
  const out = records.flatMap((record) => [...packer.add(record, record.events)]);
  return [...out, ...packer.end()];
}

const texts = (records: readonly OutgoingRecord[]): string[] =>
  records.map(({ data }) => data.toString());

test("a record of several events goes back with its exact bytes", () => {
  const batch = `${event("a/0")}\n ${event("a/1")}\n`;
  const packed = pack(kept(event("x/0")), kept(batch), kept(event("y/0")));
  expect(texts(packed)).toEqual([event("x/0"), batch, event("y/0")]);
  expect(packed.map(({ events }) => events)).toEqual([1, 2, 1]);
});

test("single events that follow each other with one key share a record", () => {
  const packed = pack(kept(event("a/0")), kept(event("a/1")), kept(event("b/0"), "other"));
  expect(texts(packed)).toEqual([`${event("a/0")}\n${event("a/1")}\n`, event("b/0")]);
  expect(packed.map(({ partitionKey }) => partitionKey)).toEqual(["k", "other"]);
});

test("a shared record keeps within 500 events and Firehose's 1,000 KiB", () => {
  const many = Array.from({ length: 1_001 }, (_, n) => kept(event(`m/${n}`)));
  expect(pack(...many).map(({ events }) => events)).toEqual([500, 500, 1]);
  const large = Array.from({ length: 5 }, (_, n) => kept(event(`l/${n}`, "x".repeat(400_000))));
  const packed = pack(...large);
  expect(packed.map(({ events }) => events)).toEqual([2, 2, 1]);
  for (const { data } of packed) expect(data.length).toBeLessThanOrEqual(1_000 * 1024);
});

test("bytes that are no text come back as they were", () => {
  const bytes = Buffer.from([0x22, 0xff, 0x22]);
  expect(pack(kept(bytes))[0]?.data).toEqual(bytes);
});

test("part of a record leaves the rest out", () => {
  const record = kept(`${event("a/0")}${event("a/1")}${event("a/2")}`);
  const packer = new Packer();
  const chosen = record.events.filter(({ id }) => id !== "a/1");
  const packed = [...packer.add(record, chosen), ...packer.end()];
  expect(texts(packed)).toEqual([`${event("a/0")}\n${event("a/2")}\n`]);
});
