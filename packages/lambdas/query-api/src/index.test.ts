import { DynamoDBClient, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { functions, queryRoutes } from "@tributary/contract";
import { mockClient } from "aws-sdk-client-mock";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakeReads } from "./fake-dynamodb.ts";
import type { ProxyEvent } from "./http.ts";
import type { Item } from "./json.ts";
import { operations } from "./routes.ts";

const dynamodb = mockClient(DynamoDBClient);
const names = functions["query-api"]?.environment ?? [];
const output = vi.spyOn(process.stdout, "write").mockReturnValue(true);

beforeEach(() => {
  vi.resetModules();
  dynamodb.reset();
  output.mockClear();
  vi.stubEnv("AWS_REGION", "eu-central-1");
  for (const name of names) vi.stubEnv(name, name.toLowerCase().replace("_table", ""));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const load = async () => (await import("./index.ts")).handler;

/** An event as https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html shows it. */
function event(
  resource: string,
  pathParameters: Record<string, string> | null = null,
  query: Record<string, string> | null = null,
): ProxyEvent {
  return {
    ...{ path: resource, headers: {}, body: null, isBase64Encoded: false, stageVariables: null },
    resource,
    httpMethod: "GET",
    pathParameters,
    queryStringParameters: query,
    multiValueQueryStringParameters:
      query === null
        ? null
        : Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]])),
  };
}

interface Answer {
  readonly error?: object;
  readonly orders?: readonly { readonly order_id: string }[];
  readonly lines?: readonly unknown[];
  readonly next_page_token?: string | null;
}

async function get(...request: Parameters<typeof event>) {
  const handler = await load();
  const { statusCode, body, headers } = await handler(event(...request));
  expect(headers).toMatchObject({ "Content-Type": "application/json" });
  const json: Answer = JSON.parse(body);
  return { status: statusCode, body, json, headers };
}

function answerFrom(items: Parameters<typeof fakeReads>[0]): void {
  const { get: one, query } = fakeReads(items);
  dynamodb.on(GetItemCommand).callsFake(one);
  dynamodb.on(QueryCommand).callsFake(query);
}

const order = (customer: string, id: string, status = "paid", date = "2026-03-01"): Item => ({
  customer_id: { S: customer },
  order_id: { S: id },
  version: { S: "001772359500250-01-r/0" },
  status: { S: status },
  order_date: { S: `${date}T10:00:00.000Z` },
  updated_at: { S: `${date}T10:05:00.250Z` },
  event_id: { S: "r/0" },
  purchase_details: { M: { amount: { N: "17.85" }, currency: { S: "EUR" } } },
  product_details: { L: [{ M: { quantity: { N: "2" } } }] },
});

const line = (invoice: string, id: number, quantity: number, price: string): Item => ({
  invoice_no: { S: invoice },
  line_id: { S: String(id).padStart(6, "0") },
  stock_code: { S: "85123A" },
  description: { NULL: true },
  quantity: { N: String(quantity) },
  unit_price: { N: price },
  invoice_date: { S: "2010-12-01T08:26:00.000Z" },
  customer_id: { S: "17850" },
  country: { S: "United Kingdom" },
  is_cancellation: { BOOL: false },
  event_id: { S: `r/${id}` },
});

describe("the function", () => {
  test("reads the environment that the contract names", async () => {
    for (const name of names) vi.stubEnv(name, "");
    await expect(load()).rejects.toThrow(`lacks ${names.join(", ")}:`);
  });

  test("has an operation for each of the contract's routes, and no other", () => {
    expect(Object.keys(operations).sort()).toEqual(queryRoutes.map(({ path }) => path).sort());
  });
});

describe("GET /orders/{order_id}", () => {
  const ask = (order_id: string) => get("/orders/{order_id}", { order_id });

  test("answers the order, its amount as the table's own digits", async () => {
    answerFrom({ orders: [order("c-1", "o-1"), order("c-1", "o-2")] });
    const { status, json, body } = await ask("o-1");
    expect(status).toBe(200);
    expect(body).toContain('"amount":17.85,');
    expect(json).toMatchObject({
      order_id: "o-1",
      customer_id: "c-1",
      status: "paid",
      purchase_details: { amount: 17.85, currency: "EUR" },
      product_details: [{ quantity: 2 }],
      shipping_address: null,
    });
    expect(dynamodb.commandCalls(QueryCommand)[0]?.args[0].input.IndexName).toBe("by_order_id");
  });

  test("answers 409 with the customers where several have that id", async () => {
    answerFrom({ orders: [order("c-2", "o-1"), order("c-1", "o-1")] });
    const { status, json } = await ask("o-1");
    expect(status).toBe(409);
    expect(json.error).toMatchObject({ code: "ambiguous_order", customers: ["c-1", "c-2"] });
  });

  test("answers 404 for none, also where only the index has it still", async () => {
    answerFrom({ orders: [] });
    expect((await ask("o-1")).json.error).toMatchObject({ code: "not_found" });
    answerFrom({ orders: [order("c-1", "o-1")] });
    dynamodb.on(GetItemCommand).resolves({});
    expect((await ask("o-1")).status).toBe(404);
  });

  test.each(["' OR 1=1--", "../../etc", "", "x".repeat(65), "a%2Fb"])("refuses %j", async (id) => {
    const { status, json } = await ask(id);
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: "invalid_parameter", field: "order_id" });
    expect(dynamodb.calls()).toHaveLength(0);
  });
});

describe("GET /customers/{customer_id}/orders", () => {
  const orders = Array.from({ length: 250 }, (_, i) =>
    order(
      "c-1",
      `o-${String(i).padStart(3, "0")}`,
      i % 50 === 0 ? "returned" : "paid",
      `2026-0${1 + Math.floor(i / 100)}-01`,
    ),
  );
  const ask = (query: Record<string, string> = {}, customer_id = "c-1") =>
    get("/customers/{customer_id}/orders", { customer_id }, query);
  const ids = ({ orders: found = [] }: Answer): string[] => found.map(({ order_id }) => order_id);
  const all = orders.map(({ order_id }) => order_id?.S);
  beforeEach(() => answerFrom({ orders: [...orders, order("c-2", "o-x")] }));

  async function pages(query: Record<string, string>): Promise<string[][]> {
    const found: string[][] = [];
    for (let token: string | undefined; ; ) {
      const { json } = await ask({
        ...query,
        ...(token === undefined ? {} : { page_token: token }),
      });
      found.push(ids(json));
      if (json.next_page_token === null) return found;
      token = String(json.next_page_token);
    }
  }

  test("answers 20 of them, and all of them by pages", async () => {
    expect(ids((await ask()).json)).toEqual(all.slice(0, 20));
    const found = await pages({ limit: "100" });
    expect(found.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(found.flat()).toEqual(all);
    expect((await pages({ limit: "50" })).flat()).toEqual(all);
  });

  test("filters by status and date, over pages", async () => {
    const found = await pages({ status: "returned", limit: "2" });
    expect(found.flat()).toEqual(["o-000", "o-050", "o-100", "o-150", "o-200"]);
    const february = await pages({ from: "2026-02-01", to: "2026-03-01", limit: "100" });
    expect(february.flat()).toEqual(all.slice(100, 200));
    const exact = await ask({ from: "2026-03-01T11:00:00+01:00", status: "returned" });
    expect(ids(exact.json)).toEqual(["o-200"]);
  });

  test("answers an empty list for a customer without orders", async () => {
    const { status, json } = await ask({}, "nobody");
    expect(status).toBe(200);
    expect(json).toEqual({ customer_id: "nobody", orders: [], next_page_token: null });
  });

  test.each([
    ["limit", "0"],
    ["limit", "-1"],
    ["limit", "1e9"],
    ["limit", "101"],
    ["limit", ""],
    ["status", "lost"],
    ["from", "yesterday"],
    ["from", "2026-02-30"],
    ["to", "2026-03-01T10:00:60Z"],
    ["sort", "asc"],
    ["page_token", ""],
    ["page_token", "x"],
    ["page_token", "'; DROP TABLE"],
    ["page_token", Buffer.from("1.AAAAAAAAAAAAAAAA.o-001").toString("base64url")],
  ])("refuses %s=%j", async (name, value) => {
    const { status, json } = await ask({ [name]: value });
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: "invalid_parameter", field: name });
    expect(dynamodb.calls()).toHaveLength(0);
  });

  test("refuses a range that ends before it begins", async () => {
    const { json } = await ask({ from: "2026-03-02", to: "2026-03-01" });
    expect(json.error).toMatchObject({ field: "to" });
  });

  test("refuses a token of another customer or filter, or with something appended", async () => {
    const token = String((await ask({ limit: "1" })).json.next_page_token);
    expect((await ask({ page_token: token })).status).toBe(200);
    expect((await ask({ page_token: token }, "c-2")).status).toBe(400);
    expect((await ask({ page_token: token, status: "paid" })).status).toBe(400);
    expect((await ask({ page_token: `${token}A` })).status).toBe(400);
  });

  test("refuses a parameter that is given twice", async () => {
    const handler = await load();
    const request = event(
      "/customers/{customer_id}/orders",
      { customer_id: "c-1" },
      { limit: "2" },
    );
    const { statusCode } = await handler({
      ...request,
      multiValueQueryStringParameters: { limit: ["1", "2"] },
    });
    expect(statusCode).toBe(400);
  });
});

describe("GET /invoices/{invoice_no}", () => {
  test("answers the lines and their exact total", async () => {
    const invoices = [line("7", 1, 3, "0.1"), line("7", 2, -1, "0.2"), line("8", 1, 1, "9.999")];
    answerFrom({ invoices });
    const { json, body } = await get("/invoices/{invoice_no}", { invoice_no: "7" });
    expect(json).toMatchObject({
      invoice_no: "7",
      invoice_date: "2010-12-01T08:26:00.000Z",
      customer_id: "17850",
      country: "United Kingdom",
      is_cancellation: false,
      line_count: 2,
      next_page_token: null,
    });
    expect(body).toContain('"total":0.10,');
    expect(json.lines).toEqual([
      {
        ...{ line_id: "000001", stock_code: "85123A", description: null, quantity: 3 },
        ...{ unit_price: 0.1, event_id: "r/1" },
      },
      {
        ...{ line_id: "000002", stock_code: "85123A", description: null, quantity: -1 },
        ...{ unit_price: 0.2, event_id: "r/2" },
      },
    ]);
  });

  test("of 20,000 lines is paged, each page with the total of all", async () => {
    const invoices = Array.from({ length: 20_000 }, (_, i) => line("7", i, 1, "0.001"));
    answerFrom({ invoices });
    const first = await get("/invoices/{invoice_no}", { invoice_no: "7" }, { limit: "1000" });
    expect(first.json).toMatchObject({ line_count: 20_000 });
    expect(first.body).toContain('"total":20.00,');
    const page_token = String(first.json.next_page_token);
    const second = await get(
      "/invoices/{invoice_no}",
      { invoice_no: "7" },
      { limit: "1000", page_token },
    );
    expect(second.json.lines).toHaveLength(1_000);
    expect(second.json.lines?.[0]).toMatchObject({ line_id: "001000" });
    expect(second.body).toContain('"total":20.00,');
  });

  test("answers as much to older clients, and 404 for none", async () => {
    answerFrom({ invoices: [line("C7", 1, -1, "4.25")] });
    const { json, body } = await get("/invoices", null, { InvoiceNo: "C7" });
    expect(json).toMatchObject({ is_cancellation: true, line_count: 1 });
    expect(body).toContain('"total":-4.25,');
    expect((await get("/invoices", null, { InvoiceNo: "8" })).status).toBe(404);
    const missing = await get("/invoices", null, {});
    expect(missing.json.error).toMatchObject({ code: "invalid_parameter", field: "InvoiceNo" });
  });
});

describe("GET /customers/{customer_id}", () => {
  const customers: Item[] = ["536365", "536366"].map((invoice_no) => ({
    customer_id: { S: "17850" },
    invoice_no: { S: invoice_no },
    invoice_date: { S: "2010-12-01T08:26:00.000Z" },
    country: { S: "United Kingdom" },
  }));

  test("answers the invoices, and whether there are orders", async () => {
    answerFrom({ customers, orders: [order("c-1", "o-1")] });
    const { json } = await get("/customers/{customer_id}", { customer_id: "17850" });
    expect(json).toEqual({
      customer_id: "17850",
      has_orders: false,
      invoices: ["536365", "536366"].map((invoice_no) => ({
        invoice_no,
        invoice_date: "2010-12-01T08:26:00.000Z",
        country: "United Kingdom",
      })),
      more_invoices: false,
    });
    const other = await get("/customers", null, { CustomerID: "c-1" });
    expect(other.json).toMatchObject({ has_orders: true, invoices: [] });
    expect((await get("/customers", null, { CustomerID: "nobody" })).status).toBe(404);
  });
});

describe("failures", () => {
  const ask = () => get("/orders/{order_id}", { order_id: "o-1" });
  const failing = (name: string) =>
    dynamodb.onAnyCommand().rejects(Object.assign(new Error("secret detail"), { name }));

  test("of a busy table are 503 with Retry-After", async () => {
    failing("ProvisionedThroughputExceededException");
    const { status, headers, json } = await ask();
    expect(status).toBe(503);
    expect(headers).toMatchObject({ "Retry-After": "1" });
    expect(json.error).toMatchObject({ code: "unavailable" });
  });

  test("of any other kind are 500, with the detail in the log alone", async () => {
    failing("AccessDeniedException");
    const { status, body } = await ask();
    expect(status).toBe(500);
    expect(body).not.toContain("secret");
    expect(body).not.toContain("AccessDenied");
    expect(String(output.mock.calls[0]?.[0])).toContain("AccessDeniedException");
  });

  test("of the path or the method are 404 and 405", async () => {
    expect((await get("/nothing")).status).toBe(404);
    const handler = await load();
    const answer = await handler({ ...event("/invoices"), httpMethod: "DELETE" });
    expect(answer).toMatchObject({ statusCode: 405, headers: { Allow: "GET" } });
  });
});

test("no parameters are answered with a 5xx", async () => {
  answerFrom({ orders: [order("c-1", "o-1")], invoices: [line("7", 1, 1, "1")] });
  const handler = await load();
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom("c-1", "o-1", "7", "1", "2026-03-01", "' OR 1=1--", "%00", "__proto__"),
  );
  const named = (names: readonly string[]) =>
    fc.dictionary(fc.oneof(fc.constantFrom("__proto__", ...names), fc.string()), value, {
      maxKeys: 3,
    });
  const request = fc.constantFrom(...queryRoutes).chain(({ path, query }) =>
    fc.record({
      resource: fc.constant(path),
      httpMethod: fc.constant("GET"),
      pathParameters: named(["order_id", "customer_id", "invoice_no"]),
      queryStringParameters: named(query),
    }),
  );
  await fc.assert(
    fc.asyncProperty(request, async (proxyEvent) => {
      const { statusCode, body } = await handler(proxyEvent);
      expect([200, 400, 404]).toContain(statusCode);
      expect(JSON.parse(body)).toBeTypeOf("object");
    }),
    { numRuns: 500 },
  );
});
