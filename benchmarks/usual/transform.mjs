// A transform as it is usually written: Powertools and middy around a loop.
import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";

const logger = new Logger({ serviceName: "transform", logLevel: "ERROR" });
export const metrics = new Metrics({ namespace: "shop", serviceName: "transform" });
const tracer = new Tracer({ serviceName: "transform", enabled: false });

export const handler = middy(async ({ records }) => ({
  records: records.map(({ recordId, data }) => {
    const { data: order, id } = JSON.parse(Buffer.from(data, "base64").toString("utf8"));
    const row = {
      order_id: order.order_id,
      customer_id: order.customer_id,
      status: order.status,
      event_id: id,
    };
    logger.info("row", { row });
    return {
      recordId,
      result: "Ok",
      data: Buffer.from(`${JSON.stringify(row)}\n`).toString("base64"),
    };
  }),
}))
  .use(injectLambdaContext(logger))
  .use(captureLambdaHandler(tracer));
