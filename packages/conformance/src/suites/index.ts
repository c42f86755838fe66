import type { Suite } from "../suite.ts";
import { apigateway } from "./apigateway/suite.ts";
import { dynamodb, dynamodbRandom } from "./dynamodb/suite.ts";
import { models } from "./models/suite.ts";
import { sql } from "./sql/suite.ts";
import { upsert } from "./upsert/suite.ts";
import { vtl } from "./vtl/suite.ts";
import { wireSuites } from "./wire/suite.ts";

/** Every suite, in the order in which they are run and reported. */
export const suites: readonly Suite[] = [
  vtl,
  apigateway,
  models,
  dynamodb,
  dynamodbRandom,
  upsert,
  sql,
  ...wireSuites,
];
