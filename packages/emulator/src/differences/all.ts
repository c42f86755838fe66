import { apiGatewayDifferences } from "./apigateway.ts";
import { athenaDifferences } from "./athena.ts";
import type { Difference } from "./difference.ts";
import { dynamodbDifferences } from "./dynamodb.ts";
import { firehoseDifferences } from "./firehose.ts";
import { glueDifferences } from "./glue.ts";
import { kinesisDifferences } from "./kinesis.ts";
import { lambdaDifferences } from "./lambda.ts";
import { s3Differences } from "./s3.ts";
import { wireDifferences } from "./wire.ts";

/** Every known difference from AWS, service by service. */
export const differences: readonly Difference[] = [
  ...wireDifferences,
  ...apiGatewayDifferences,
  ...kinesisDifferences,
  ...lambdaDifferences,
  ...firehoseDifferences,
  ...dynamodbDifferences,
  ...s3Differences,
  ...glueDifferences,
  ...athenaDifferences,
];
