import { readFileSync } from "node:fs";
import type { Functions, Streams } from "../ports.ts";
import type {
  ApiDefinition,
  IntegrationResponseDefinition,
  RouteDefinition,
} from "./definition.ts";

/** For tests: a stream that keeps its records in memory, and an API over the repository's templates. */
export interface Recorded {
  readonly streamName: string;
  readonly partitionKey: string;
  readonly data: Buffer;
}

export function memoryStreams(records: Recorded[], fail: () => void = () => {}): Streams {
  const nothing = () => {
    throw new Error("not part of this test");
  };
  return {
    async putRecord(record) {
      fail();
      records.push(record);
      return { shardId: "shardId-000000000000", sequenceNumber: String(records.length) };
    },
    shardIds: nothing,
    read: nothing,
    lastSequenceNumber: nothing,
  };
}

export function functionsOf(answer: (name: string, event: string) => string): Functions {
  return {
    async invoke(name, event) {
      return { payload: answer(name, event), functionError: undefined };
    },
  };
}

const template = (name: string): string =>
  readFileSync(new URL(`../../../../../terraform/templates/${name}`, import.meta.url), "utf8");

const event = {
  type: "object",
  required: ["customer_id", "order_id"],
  properties: {
    customer_id: { type: ["string", "number"] },
    order_id: { type: "string", pattern: "^[A-Za-z0-9_-]{1,64}$" },
    quantity: { type: "integer", minimum: 1, maximum: 2147483647 },
    amount: { type: "number", minimum: 0, maximum: 9999999999.99, multipleOf: 0.01 },
  },
};

const json = "application/json";
const prelude =
  "#set($source = '/orders')\n#set($type = 'tributary.order.v1')\n#set($partitionKeyPath = '$.customer_id')\n";

function ingest(path: string, model: string, kind: "single" | "batch"): RouteDefinition {
  const response = (
    statusCode: number,
    name: string,
    selectionPattern?: string,
  ): IntegrationResponseDefinition => ({
    statusCode,
    ...(selectionPattern === undefined ? {} : { selectionPattern }),
    responseTemplates: { [json]: template(`ingest-${name}.response.vtl`) },
  });
  return {
    method: "POST",
    path,
    requestModels: { [json]: model },
    validateBody: true,
    integration: {
      type: "AWS",
      service: "kinesis",
      action: "PutRecord",
      passthroughBehavior: "NEVER",
      requestParameters: {
        "integration.request.header.Content-Type": "'application/x-amz-json-1.1'",
      },
      requestTemplates: { [json]: prelude + template(`ingest-${kind}.request.vtl`) },
      responses: [
        response(202, kind, "200"),
        response(500, "refused", "400"),
        {
          ...response(503, "unavailable", "5\\d{2}"),
          responseParameters: { "method.response.header.Retry-After": "'1'" },
        },
        response(502, "failed"),
      ],
    },
  };
}

function mock(path: string, statusCode: number, name: string, allow?: string): RouteDefinition {
  return {
    method: "ANY",
    path,
    integration: {
      type: "MOCK",
      passthroughBehavior: "NEVER",
      requestTemplates: { [json]: template(`${name}.request.vtl`) },
      responses: [
        {
          statusCode,
          responseTemplates: { [json]: template(`${name}.response.vtl`) },
          ...(allow === undefined
            ? {}
            : { responseParameters: { "method.response.header.Allow": `'${allow}'` } }),
        },
      ],
    },
  };
}

export const ordersApi: ApiDefinition = {
  name: "orders",
  stage: "v1",
  stageVariables: { stream: "tributary" },
  models: {
    Order: JSON.stringify(event),
    // Without minItems and maxItems: the template has to refuse by itself.
    OrderBatch: JSON.stringify({ type: "array", items: event }),
  },
  gatewayResponses: {
    BAD_REQUEST_BODY: {
      statusCode: 400,
      responseTemplates: {
        [json]:
          '{"message":$context.error.messageString,"error":"$context.error.validationErrorString"}',
      },
    },
  },
  routes: [
    ingest("/orders", "Order", "single"),
    ingest("/orders/batch", "OrderBatch", "batch"),
    {
      ...ingest("/keyed", "Order", "single"),
      apiKeyRequired: true,
    },
    {
      method: "GET",
      path: "/orders/{order_id}",
      integration: { type: "AWS_PROXY", functionName: "query-api" },
    },
    mock("/", 404, "not-found"),
    mock("/{proxy+}", 404, "not-found"),
    mock("/orders", 405, "method-not-allowed", "POST"),
    mock("/orders/{order_id}", 405, "method-not-allowed", "GET"),
  ],
};
