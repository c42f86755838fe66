import { AwsError } from "../../errors.ts";
import type { JsonObject, JsonOperation } from "../../wire/json.ts";
import { requestedStream, streamArn } from "./addresses.ts";
import { consumerJson } from "./descriptions.ts";
import { invalidArgument } from "./errors.ts";
import { Fields } from "./fields.ts";
import type { Kinesis } from "./kinesis.ts";
import type { Stream, StreamState } from "./stream.ts";
import { decodePageToken, encodeToken } from "./tokens.ts";

type Consumer = StreamState["consumers"][number];

const consumerName = { pattern: /[a-zA-Z0-9_.-]+/, min: 1, max: 128 };
/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RegisterStreamConsumer.html */
const maxConsumers = 20;

export function consumerOperations(kinesis: Kinesis): Record<string, JsonOperation> {
  return {
    RegisterStreamConsumer: (input) => register(kinesis, input),
    DeregisterStreamConsumer: (input) => deregister(kinesis, input),
    DescribeStreamConsumer: (input) => describe(kinesis, input),
    ListStreamConsumers: (input) => list(kinesis, input),
  };
}

async function register(kinesis: Kinesis, input: JsonObject): Promise<unknown> {
  const fields = new Fields(input);
  const name = fields.text("ConsumerName", consumerName);
  const stream = requestedStream(kinesis, fields);
  const consumer = { name, createdAt: Math.trunc(kinesis.clock.now()) };
  await stream.update(({ consumers }) => {
    checkNew(kinesis, stream, name);
    return { consumers: [...consumers, consumer] };
  });
  return { Consumer: consumerJson(kinesis, stream, consumer) };
}

function checkNew(kinesis: Kinesis, stream: Stream, name: string): void {
  const { consumers } = stream.state;
  if (consumers.some((known) => known.name === name)) {
    throw new AwsError(
      "ResourceInUseException",
      `Consumer ${name} under stream ${stream.name} already exists for account ${kinesis.accountId}.`,
    );
  }
  if (consumers.length >= maxConsumers) {
    throw new AwsError(
      "LimitExceededException",
      `Stream ${stream.name} has ${maxConsumers} consumers already.`,
    );
  }
}

async function deregister(kinesis: Kinesis, input: JsonObject): Promise<void> {
  const { stream, consumer } = requestedConsumer(kinesis, input);
  await stream.update(({ consumers }) => ({
    consumers: consumers.filter(({ name }) => name !== consumer.name),
  }));
}

function describe(kinesis: Kinesis, input: JsonObject): unknown {
  const { stream, consumer } = requestedConsumer(kinesis, input);
  return {
    ConsumerDescription: {
      ...consumerJson(kinesis, stream, consumer),
      StreamARN: streamArn(kinesis, stream.name),
    },
  };
}

function list(kinesis: Kinesis, input: JsonObject): unknown {
  const fields = new Fields(input);
  const limit = fields.optionalInteger("MaxResults", { min: 1, max: 10_000 }) ?? 100;
  const token = fields.optionalText("NextToken", { min: 1, max: 1_048_576 });
  const stream = requestedStream(kinesis, fields);
  const page = token === undefined ? undefined : decodePageToken(token);
  if (token !== undefined && page === undefined) throw invalidArgument("Invalid NextToken.");
  const consumers = stream.state.consumers
    .filter(({ name }) => page === undefined || name > page.after)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const shown = consumers.slice(0, limit);
  const last = shown.at(-1);
  return {
    Consumers: shown.map((consumer) => consumerJson(kinesis, stream, consumer)),
    ...(consumers.length > limit && last !== undefined
      ? {
          NextToken: encodeToken({
            stream: stream.name,
            after: last.name,
            issued: Math.trunc(kinesis.clock.now()),
          }),
        }
      : {}),
  };
}

/** By `ConsumerARN`, or by `StreamARN` and `ConsumerName`. */
function requestedConsumer(
  kinesis: Kinesis,
  input: JsonObject,
): { stream: Stream; consumer: Consumer } {
  const fields = new Fields(input);
  const arn = fields.optionalText("ConsumerARN");
  const name = fields.optionalText("ConsumerName", consumerName);
  const stream = requestedStream(kinesis, fields, arn === undefined ? "StreamARN" : "ConsumerARN");
  const consumer = stream.state.consumers.find((known) =>
    arn === undefined
      ? known.name === name
      : consumerJson(kinesis, stream, known).ConsumerARN === arn,
  );
  if (consumer === undefined) {
    throw new AwsError(
      "ResourceNotFoundException",
      `Consumer ${arn ?? name}, account ${kinesis.accountId} not found.`,
    );
  }
  return { stream, consumer };
}
