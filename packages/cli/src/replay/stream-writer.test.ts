import type { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { expect, test } from "vitest";
import { ReplayRefusedError, StreamWriter } from "./stream-writer.ts";

/** A stream that refuses some of each batch; `calls` are the data of each. */
function stream(refuses: (data: string, call: number) => boolean) {
  const calls: string[][] = [];
  const client = {
    send: async ({ input }: PutRecordsCommand) => {
      const texts = (input.Records ?? []).map(({ Data }) => Buffer.from(Data ?? []).toString());
      calls.push(texts);
      return {
        Records: texts.map((text) =>
          refuses(text, calls.length)
            ? { ErrorCode: "ProvisionedThroughputExceededException" }
            : { SequenceNumber: "1" },
        ),
      };
    },
  };
  return { calls, client: client as unknown as KinesisClient };
}

const record = (text: string) => ({ partitionKey: "k", data: Buffer.from(text), events: 1 });

test("records that are refused are sent again, the others are not", async () => {
  const { client, calls } = stream((text, call) => call < 3 && text !== "a");
  const put: number[] = [];
  const writer = new StreamWriter(client, "events", 0, (events) => put.push(events));
  for (const text of ["a", "b", "c"]) await writer.write(record(text));
  await writer.flush();
  expect(calls).toEqual([
    ["a", "b", "c"],
    ["b", "c"],
    ["b", "c"],
  ]);
  expect(put).toEqual([3]);
});

test("an answer that is missing is no success, and refusal for ever is an error", async () => {
  const { client, calls } = stream(() => true);
  const impatient = new StreamWriter(client, "events", 0, undefined, { attempts: 3 });
  await impatient.write(record("a"));
  await expect(impatient.flush()).rejects.toThrow(ReplayRefusedError);
  expect(calls).toHaveLength(3);
});

test("a batch holds 500 records and 5 MiB at the most", async () => {
  const { client, calls } = stream(() => false);
  const writer = new StreamWriter(client, "events", 0);
  for (let n = 0; n < 501; n += 1) await writer.write(record("x"));
  for (let n = 0; n < 7; n += 1) await writer.write(record("y".repeat(900_000)));
  await writer.flush();
  expect(calls.map((texts) => texts.length)).toEqual([500, 6, 2]);
});
