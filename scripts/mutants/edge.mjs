const emulator = "packages/emulator/src";

/**
 * What the API takes, and from whom.
 *
 * @type {import("../mutants.list.mjs").Mutant[]}
 */
export const edge = [
  {
    id: "default-502",
    protection: "what the stream answers without a rule is 502, not success",
    file: "packages/local/src/api.ts",
    find: 'response(502, "ingest-failed.response")',
    replace: 'response(200, "ingest-failed.response")',
    tests: ["packages/local/src/api.test.ts"],
  },
  {
    id: "passthrough-never",
    protection: "a body of another type never reaches the stream (passthrough NEVER)",
    file: "packages/local/src/api.ts",
    find: '      passthroughBehavior: "NEVER",\n      requestParameters',
    replace: '      passthroughBehavior: "WHEN_NO_MATCH",\n      requestParameters',
    tests: ["packages/local/src/api.test.ts"],
  },
  {
    id: "body-validation",
    protection: "bodies are checked against the model",
    file: "packages/local/src/api.ts",
    find: "validateBody: true,",
    replace: "validateBody: false,",
    tests: ["packages/local/src/api.test.ts"],
  },
  {
    id: "batch-size",
    protection: "a batch of 0 or 501 events is refused by the template itself",
    file: "terraform/templates/ingest-batch.request.vtl",
    find: "#elseif($count < 1 || $count > 500)",
    replace: "#elseif($count < 0)",
    tests: [`${emulator}/services/apigateway/ingest.test.ts`],
  },
  {
    id: "idempotency-key",
    protection: "an Idempotency-Key cannot leave its place in the event",
    file: "terraform/templates/ingest-single.request.vtl",
    find: "#set($valid = $requestId.matches('[A-Za-z0-9._:+/=-]{1,128}'))",
    replace: "#set($valid = true)",
    tests: [`${emulator}/services/apigateway/ingest.test.ts`],
  },
  {
    id: "throttle-429",
    protection: "throttling is 429 with Retry-After",
    file: "terraform/templates/ingest-refused.response.vtl",
    find: "$kinesisType.contains('ProvisionedThroughputExceeded') || ",
    replace: "",
    tests: ["packages/local/src/api.test.ts"],
  },
  {
    id: "unknown-400",
    protection: "a 400 of Kinesis for an unknown reason is 502, never the client's fault",
    file: "terraform/templates/ingest-refused.response.vtl",
    find: "#set($status = 502)",
    replace: "#set($status = 400)",
    tests: ["packages/local/src/api.test.ts"],
  },
  {
    id: "api-key",
    protection: "a route that asks for a key refuses any other",
    file: `${emulator}/services/apigateway/invocation.ts`,
    find: "  return timingSafeEqual(digest(given), digest(expected));",
    replace: "  return digest(given).length === digest(expected).length;",
    tests: ["packages/local/src/api.test.ts"],
  },
  {
    id: "host-check",
    protection: "a web page's name for this machine is refused (DNS rebinding)",
    file: `${emulator}/wire/host-check.ts`,
    find: "  if (host === undefined || !isWelcome(hostName(host), policy)) {",
    replace: "  if (host === undefined) {",
    tests: [`${emulator}/wire/host-check.test.ts`],
  },
  {
    id: "origin-check",
    protection: "a web page of another origin is refused",
    file: `${emulator}/wire/host-check.ts`,
    find: "  if (origin !== undefined && !isOwnOrigin(origin, policy)) {",
    replace: "  if (origin === '') {",
    tests: [`${emulator}/wire/host-check.test.ts`],
  },
  {
    id: "exposed-without-key",
    protection: "beyond loopback an API key is demanded",
    file: "packages/local/src/exposure.ts",
    find: "  if (apiKey === undefined) {",
    replace: "  if (host === '') {",
    tests: ["packages/local/src/exposure.test.ts"],
  },
];
