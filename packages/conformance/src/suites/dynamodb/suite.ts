import { isAbsent, type Suite } from "../../suite.ts";
import { batches } from "./batches.ts";
import { conditions } from "./conditions.ts";
import { dynamoDbLocal, engine, ourDynamoDb } from "./engines.ts";
import { putItems } from "./put-items.ts";
import { queries } from "./queries.ts";
import { randomSequences } from "./random.ts";
import { statementBatches } from "./statement-batches.ts";
import { statements } from "./statements.ts";
import { tables } from "./tables.ts";
import { updates } from "./updates.ts";
import { words } from "./words.ts";

/** Every operation on the wire: inputs, answers, error codes and their words. */
export const dynamodb: Suite = {
  name: "dynamodb",
  service: "dynamodb",
  what: "operations on the wire: answers, error codes and messages",
  otherWords: "dynamodb-local-words",
  groups: async () => [
    ...tables,
    ...putItems,
    ...conditions,
    ...updates,
    ...queries,
    ...batches,
    ...statements,
    ...statementBatches,
    ...words,
  ],
  ours: async () => engine(await ourDynamoDb()),
  async reference() {
    const server = await dynamoDbLocal();
    return isAbsent(server) ? server : engine(server);
  },
};

/** The seed of the sequences whose golden results are kept. */
const SEED = 6;
const SEQUENCES = 40;

/** Random sequences of operations, always the same ones. */
export const dynamodbRandom: Suite = {
  name: "dynamodb-random",
  service: "dynamodb",
  what: "random sequences of operations (fast-check): every answer, and what table and index hold in the end",
  groups: async () => randomSequences(SEED, SEQUENCES),
  ours: dynamodb.ours,
  reference: dynamodb.reference,
};
