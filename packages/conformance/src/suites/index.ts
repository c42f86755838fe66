import type { Suite } from "../suite.ts";
import { dynamodb } from "./dynamodb/suite.ts";

/** Every suite, in the order in which they are run and reported. */
export const suites: readonly Suite[] = [dynamodb];
