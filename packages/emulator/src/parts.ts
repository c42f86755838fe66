/**
 * The parts of the embedded AWS by themselves, for tests that lay one beside a real engine.
 * Nothing that runs imports this.
 */
export { type Clock, systemClock } from "./clock.ts";
export { differences } from "./differences/all.ts";
export type { Difference } from "./differences/difference.ts";
export { compileModel, type RequestModel } from "./engines/model/index.ts";
export { allowedFunctions } from "./engines/sql/functions/index.ts";
export { parseStatement } from "./engines/sql/parse-query.ts";
export {
  compileTemplate,
  fromJson,
  InputObject,
  utilObject,
  type Value,
} from "./engines/vtl/index.ts";
export { AwsError } from "./errors.ts";
export { setFaults } from "./fail-points.ts";
export { defineApi, startApiListener } from "./services/apigateway/index.ts";
export { DynamoDb } from "./services/dynamodb/dynamodb.ts";
export { Firehose } from "./services/firehose/firehose.ts";
export { firehoseService } from "./services/firehose/operations.ts";
export { Kinesis } from "./services/kinesis/kinesis.ts";
export { Lambda } from "./services/lambda/lambda.ts";
export { lambdaService } from "./services/lambda/operations.ts";
export { Checkpoints } from "./storage/checkpoints.ts";
export { startAwsListener } from "./wire/listener.ts";
export type { WireService } from "./wire/service.ts";
export { readXml } from "./wire/xml-reader.ts";
