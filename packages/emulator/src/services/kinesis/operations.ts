import type { JsonOperation } from "../../wire/json.ts";
import type { Kinesis } from "./kinesis.ts";
import { consumerOperations } from "./operations-consumers.ts";
import { recordOperations } from "./operations-records.ts";
import { reshardingOperations } from "./operations-resharding.ts";
import { streamOperations } from "./operations-streams.ts";
import { tagOperations } from "./operations-tags.ts";

/** Every operation that Kinesis offers on the wire, by its name in AWS's API. */
export function operations(kinesis: Kinesis): Readonly<Record<string, JsonOperation>> {
  return {
    ...recordOperations(kinesis),
    ...streamOperations(kinesis),
    ...reshardingOperations(kinesis),
    ...consumerOperations(kinesis),
    ...tagOperations(kinesis),
  };
}
