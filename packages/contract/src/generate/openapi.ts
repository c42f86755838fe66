import { MAX_BATCH_EVENTS } from "../constants.ts";
import { type EventName, events } from "../events.ts";
import { queryRoutes } from "../query-routes.ts";
import { ingestRoutes } from "../routes.ts";
import { contractVersion } from "../version.ts";
import { toDraft04 } from "./request-models.ts";

const json = (schema: unknown) => ({ "application/json": { schema } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const answer = (description: string, schema: unknown = ref("Error")) => ({
  description,
  content: json(schema),
});

const refusals = {
  "400": answer("The body is not what the model says; the answer names field and rule"),
  "403": answer("No or wrong credentials"),
  "413": answer("The record is larger than the stream takes"),
  "415": answer("Content type other than application/json"),
  "429": answer("The stream is throttled; Retry-After says when to come again"),
  "502": answer("The stream did not take the record"),
};

function ingestPath(route: (typeof ingestRoutes)[number]) {
  const { model } = events[route.event];
  const one = ref(model);
  const schema = route.batch
    ? { type: "array", minItems: 1, maxItems: MAX_BATCH_EVENTS, items: one }
    : one;
  return {
    operationId: `post_${route.path.slice(1).replace("/", "_")}`,
    summary: route.batch
      ? `Up to ${MAX_BATCH_EVENTS} events, acknowledged or refused as a whole`
      : "One event",
    parameters: [
      {
        name: "Idempotency-Key",
        in: "header",
        required: false,
        description: "Becomes the request id: a retry with the same key makes the same event ids",
        schema: { type: "string" },
      },
    ],
    requestBody: { required: true, content: json(schema) },
    responses: { "202": answer("In the stream", ref("Accepted")), ...refusals },
  };
}

function queryPath(route: (typeof queryRoutes)[number]) {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = route.query.map((name) => ({
    name,
    in: "query",
    required: /^[A-Z]/.test(name),
    schema: name === "limit" ? { type: "integer", minimum: 1 } : { type: "string" },
  }));
  return {
    operationId: `get_${route.path.slice(1).replaceAll(/[{}]/g, "").replaceAll("/", "_")}`,
    summary: route.description,
    parameters: [...inPath, ...inQuery],
    responses: {
      "200": answer("Found", { type: "object" }),
      "400": answer("A parameter is wrong; the answer names it"),
      "404": answer("Not found"),
      ...(route.path === "/orders/{order_id}"
        ? { "409": answer("Several customers have an order of this id") }
        : {}),
    },
  };
}

/** The HTTP API as an OpenAPI 3.1 document. */
export function openapi() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of ingestRoutes) paths[route.path] = { post: ingestPath(route) };
  for (const route of queryRoutes)
    paths[route.path] = { ...paths[route.path], get: queryPath(route) };
  const eventSchemas = (Object.keys(events) as EventName[]).map((name) => [
    events[name].model,
    toDraft04(events[name].schema),
  ]);
  return {
    openapi: "3.1.0",
    info: {
      title: "Tributary",
      version: contractVersion,
      description: "Takes a shop's orders and invoice lines, and looks them up by key.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "http://127.0.0.1:8080", description: "pnpm local" }],
    security: [{ api_key: [] }, {}],
    paths,
    components: {
      securitySchemes: { api_key: { type: "apiKey", in: "header", name: "x-api-key" } },
      schemas: {
        ...Object.fromEntries(eventSchemas),
        Accepted: {
          type: "object",
          required: ["id", "count"],
          properties: {
            id: { type: "string", description: "Request id; event ids are <id>/<index>" },
            count: { type: "integer", description: "Events taken" },
          },
        },
        Error: { type: "object", description: "What was wrong, and where" },
      },
    },
  };
}
