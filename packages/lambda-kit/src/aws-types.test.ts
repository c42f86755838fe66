import type {
  FirehoseTransformationEvent,
  FirehoseTransformationResult,
  KinesisStreamBatchResponse,
  KinesisStreamEvent,
} from "aws-lambda";
import { expectTypeOf, test } from "vitest";
import type { FirehoseEvent, FirehoseResult } from "./firehose.ts";
import type { KinesisBatchResponse, KinesisEvent } from "./kinesis.ts";

// Checked by `pnpm typecheck`.
test("the envelopes here are what the community's types say AWS sends and takes", () => {
  expectTypeOf<FirehoseTransformationEvent>().toExtend<FirehoseEvent>();
  expectTypeOf<FirehoseResult>().toExtend<FirehoseTransformationResult>();
  expectTypeOf<KinesisStreamEvent>().toExtend<KinesisEvent>();
  expectTypeOf<KinesisBatchResponse["batchItemFailures"][number]>().toExtend<
    KinesisStreamBatchResponse["batchItemFailures"][number]
  >();
});
