// The consumer as it is usually written: full SDK document client, Powertools, middy.
import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import middy from "@middy/core";

const logger = new Logger({ serviceName: "consumer", logLevel: "ERROR" });
const metrics = new Metrics({ namespace: "shop", serviceName: "consumer" });
const tracer = new Tracer({ serviceName: "consumer", enabled: false });
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
export const s3 = new S3Client({});

export const handler = middy(async ({ Records = [] }) => {
  for (const { kinesis } of Records) {
    const { data } = JSON.parse(Buffer.from(kinesis.data, "base64").toString("utf8"));
    logger.info("order", { data });
    await documents.send(new PutCommand({ TableName: process.env.ORDERS_TABLE, Item: data }));
    metrics.addMetric("orders", MetricUnit.Count, 1);
  }
  return { batchItemFailures: [] };
})
  .use(injectLambdaContext(logger))
  .use(captureLambdaHandler(tracer));
