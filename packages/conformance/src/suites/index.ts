import type { Suite } from "../suite.ts";
import { dynamodb, dynamodbRandom } from "./dynamodb/suite.ts";
import { upsert } from "./upsert/suite.ts";

/** Every suite, in the order in which they are run and reported. */
export const suites: readonly Suite[] = [dynamodb, dynamodbRandom, upsert];
