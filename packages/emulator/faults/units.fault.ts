import { describe } from "vitest";

// Faults that a service's own tests prove: those tests run here too, under the fault's number.

describe("1 · power loss, disk by disk", async () => {
  await import("../src/storage/log.test.ts");
  await import("../src/services/kinesis/kinesis.power.test.ts");
  await import("../src/services/s3/durability.test.ts");
});

describe("5 · stream throttles, 500, 503: 429 or 503 to the client, never 2xx", async () => {
  await import("../src/services/apigateway/ingest.test.ts");
});

describe("15, 17, 18 · a transform loses, doubles or renames a recordId, returns an array; a wrong type; 501 partitions", async () => {
  await import("../src/services/firehose/firehose.test.ts");
});

describe("22 · shard count changed, iterator expired", async () => {
  await import("../src/services/kinesis/kinesis.wire.test.ts");
});
