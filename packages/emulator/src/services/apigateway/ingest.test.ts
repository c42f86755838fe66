import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AwsError } from "../../errors.ts";
import { defineApi } from "./api.ts";
import { functionsOf, memoryStreams, ordersApi, type Recorded } from "./fixture.ts";
import { type ApiListener, startApiListener } from "./listener.ts";

const records: Recorded[] = [];
let failure: Error | undefined;
let listener: ApiListener;
const unexpected: unknown[] = [];

beforeAll(async () => {
  listener = await startApiListener({
    api: defineApi(ordersApi),
    streams: memoryStreams(records, () => {
      if (failure !== undefined) throw failure;
    }),
    functions: functionsOf(() => "{}"),
    apiKey: "secret",
    port: 0,
    log: (message, error) => unexpected.push([message, error]),
  });
});
afterAll(() => listener.close());
beforeEach(() => {
  records.length = 0;
  unexpected.length = 0;
  failure = undefined;
});

interface Answer {
  status: number;
  headers: Headers;
  json: { message?: string; error?: string; id?: string; count?: number };
}

async function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${listener.url}${path}`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
  const json: Answer["json"] = JSON.parse(await response.text());
  return { status: response.status, headers: response.headers, json };
}

const order = { customer_id: "c-1", order_id: "o-1", quantity: 2, amount: 19.99 };
const text = JSON.stringify(order);

/** The CloudEvents in the one record there is. */
function events(): { id: string; source: string; type: string; data: unknown }[] {
  expect(records).toHaveLength(1);
  const lines = records[0]?.data.toString("utf8").split("\n") ?? [];
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}

describe("one event", () => {
  test("becomes one record, acknowledged with 202", async () => {
    const { status, headers, json } = await post("/orders", text);
    expect(status).toBe(202);
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
    const id = headers.get("x-amz-apigw-id");
    expect(json).toEqual({ id, count: 1 });
    expect(records[0]).toMatchObject({ streamName: "tributary", partitionKey: "c-1" });
    expect(events()).toEqual([
      {
        specversion: "1.0",
        id: `${id}/0`,
        source: "/orders",
        type: "tributary.order.v1",
        data: order,
      },
    ]);
  });

  test("keeps the text of its numbers, without white space, on one line", async () => {
    const body = '{\n "customer_id" : 17850.0,\r\n\t"order_id": "o 1 \\n".\n}'
      .replace("o 1 \\n", "o-1")
      .replace('"o-1".', '"o-1", "x": [1.10, 1e2, 12345678901234567890, -0.0]');
    expect((await post("/orders", body)).status).toBe(202);
    expect(records[0]?.partitionKey).toBe("17850");
    expect(records[0]?.data.toString()).toMatch(
      /"data":\{"customer_id":17850\.0,"order_id":"o-1","x":\[1\.10,1e2,12345678901234567890,-0\.0\]\}\}$/,
    );
  });

  test.each([
    "O'Brien",
    '"}, "PartitionKey":"x',
    "$input.path('$')",
    "#set($x=1)",
    "${q}$!{x}#end",
    "line\u2028separator\u2029",
    "nul\u0000 and \u0001 and \u007f",
    "😀 👩‍👩‍👧 مرحبا",
    "NFC \u00e9, NFD e\u0301",
    "\\' \\\\ \\u0041 /",
  ])("round trip of %j", async (name) => {
    const data = { ...order, customer_id: name, [name]: name };
    expect((await post("/orders", JSON.stringify(data))).status).toBe(202);
    expect(records[0]?.partitionKey).toBe(name);
    expect(events()[0]?.data).toEqual(data);
  });

  test("keys of prototypes are data", async () => {
    const body = `{"__proto__":{"a":1},"constructor":{"prototype":{"b":2}},${text.slice(1)}`;
    expect((await post("/orders", body)).status).toBe(202);
    expect(records[0]?.data.toString()).toContain('"__proto__":{"a":1}');
    expect(Object.hasOwn(Object.prototype, "a")).toBe(false);
  });

  test("Idempotency-Key is the request id, in any case of its name", async () => {
    const key = "9b1-x_y.z:~".replace("~", "/+=");
    for (const name of ["Idempotency-Key", "idempotency-key"]) {
      records.length = 0;
      const { json } = await post("/orders", text, { [name]: key });
      expect(json).toEqual({ id: key, count: 1 });
      expect(events()[0]?.id).toBe(`${key}/0`);
    }
  });

  test.each(["has space", '"}, "x":"', "ü", "a".repeat(129)])(
    "Idempotency-Key %j: 400",
    async (key) => {
      const { status, json } = await post("/orders", text, {
        "idempotency-key": encodeHeader(key),
      });
      expect(status).toBe(400);
      expect(json.message).toContain("Idempotency-Key");
      expect(records).toEqual([]);
    },
  );

  test("an empty or over-long partition key: 400", async () => {
    for (const key of ["", "k".repeat(257)]) {
      const { status, json } = await post(
        "/orders",
        JSON.stringify({ ...order, customer_id: key }),
      );
      expect([status, json.message]).toEqual([400, expect.stringContaining("partition key")]);
    }
    expect(records).toEqual([]);
  });
});

describe("a batch", () => {
  const batch = (size: number) =>
    JSON.stringify(Array.from({ length: size }, (_, i) => ({ ...order, order_id: `o-${i}` })));

  test.each([1, 2, 500])("of %d becomes one record", async (size) => {
    const { status, json, headers } = await post("/orders/batch", batch(size));
    expect([status, json.count]).toEqual([202, size]);
    const id = headers.get("x-amz-apigw-id");
    expect(records[0]?.partitionKey).toBe(id);
    expect(events().map((event) => event.id)).toEqual(
      Array.from({ length: size }, (_, i) => `${id}/${i}`),
    );
    expect(events().map((event) => event.data)).toEqual(JSON.parse(batch(size)));
  });

  test.each([0, 501, 1_001])("of %d is refused by the template alone", async (size) => {
    const { status, json } = await post("/orders/batch", batch(size));
    expect([status, json.message]).toEqual([400, "A batch is an array of 1 to 500 events"]);
    expect(records).toEqual([]);
  });

  test("with one bad event is refused as a whole, naming index and field", async () => {
    const body = JSON.stringify([order, { ...order, quantity: "6" }, { order_id: "a b" }]);
    const { status, json } = await post("/orders/batch", body);
    expect(status).toBe(400);
    expect(json.error).toBe(
      '[instance type (string) does not match any allowed primitive type (allowed: ["integer"]) at /1/quantity, ' +
        'object has missing required properties (["customer_id"]) at /2, ' +
        'ECMA 262 regex "^[A-Za-z0-9_-]{1,64}$" does not match input string "a b" at /2/order_id]',
    );
    expect(records).toEqual([]);
  });
});

describe("bodies refused at the edge", () => {
  test.each([
    ["", "empty"],
    ["null", "instance type (null)"],
    ['"x"', "instance type (string)"],
    ['{"a":1', "JSON"],
    ["{'a':1}", "JSON"],
    [`{"x":NaN,${text.slice(1)}`, "JSON"],
    [`${text.slice(0, -1)},}`, "JSON"],
    [`\ufeff${text}`, "byte order mark"],
    [text + text, "JSON"],
    [text.replace("19.99", "19.999"), "remainder of division is not zero"],
    [text.replace("19.99", "-1"), "numeric instance is lower"],
    [text.replace('"quantity":2', '"quantity":2147483648'), "numeric instance is greater"],
    [text.replace('"quantity":2', '"quantity":2.0'), "instance type (number)"],
  ])("%j: 400", async (body, why) => {
    const { status, json } = await post("/orders", body);
    expect([status, json.message]).toEqual([400, "Invalid request body"]);
    expect(json.error).toContain(why);
    expect(records).toEqual([]);
  });

  test("UTF-16 and invalid UTF-8: 400", async () => {
    for (const bytes of [Buffer.from(text, "utf16le"), Buffer.from([0x22, 0xff, 0x22])]) {
      expect((await post("/orders", new Uint8Array(bytes))).status).toBe(400);
    }
  });

  test.each(["application/xml", "application/x-amz-json-1.1", "text/plain"])(
    "%s: 415, and nothing reaches the stream",
    async (type) => {
      const evil = '{"StreamName":"other","Data":"AAAA","PartitionKey":"x"}';
      const { status } = await post("/orders", evil, { "content-type": type });
      expect(status).toBe(415);
      expect(records).toEqual([]);
    },
  );

  test("JSON with a charset, and no content type at all, are JSON", async () => {
    const utf8 = { "content-type": "Application/JSON; charset=utf-8" };
    expect((await post("/orders", text, utf8)).status).toBe(202);
    const bare = await fetch(`${listener.url}/orders`, { method: "POST", body: Buffer.from(text) });
    expect(bare.status).toBe(202);
  });

  test("gzip is decompressed, a bomb is 413, another coding 415, garbage 400", async () => {
    const gzip = { "content-encoding": "gzip" };
    expect((await post("/orders", new Uint8Array(gzipSync(text)), gzip)).status).toBe(202);
    expect(events()[0]?.data).toEqual(order);
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(11 * 1024 * 1024, 32)));
    expect((await post("/orders", bomb, gzip)).status).toBe(413);
    expect((await post("/orders", text, { "content-encoding": "br" })).status).toBe(415);
    expect((await post("/orders", text, gzip)).status).toBe(400);
  });

  test("a body over 10 MB: 413", async () => {
    const { status } = await post("/orders", " ".repeat(10 * 1024 * 1024 + 1));
    expect(status).toBe(413);
  });

  test("deep nesting neither crashes nor stalls", async () => {
    const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
    expect((await post("/orders", `{"deep":${deep},${text.slice(1)}`)).status).toBe(202);
    expect(records[0]?.data.toString()).toContain(deep);
  });
});

describe("what the stream answers", () => {
  test.each([
    [new AwsError("ProvisionedThroughputExceededException", "slow down"), 429, "1"],
    [new AwsError("KMSThrottlingException", "slow down"), 429, "1"],
    [new AwsError("ValidationException", "Value at 'data' failed: length"), 413, null],
    [new AwsError("InvalidArgumentException", "too large"), 413, null],
    [new AwsError("ResourceNotFoundException", "no stream"), 502, null],
    [new AwsError("AccessDeniedException", "no"), 502, null],
    [new AwsError("InternalFailure", "disk", { status: 500 }), 503, "1"],
    [new AwsError("ServiceUnavailable", "gone", { status: 503 }), 503, "1"],
    [new AwsError("Strange", "?", { status: 302 }), 502, null],
  ])("%s → %d", async (error, status, retryAfter) => {
    failure = error;
    const answer = await post("/orders", text);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("retry-after")).toBe(retryAfter);
    expect(answer.json.message).toBeTypeOf("string");
  });

  test("a bug is a 500 that says nothing of itself, and is logged", async () => {
    failure = new TypeError("secret detail");
    const { status, json } = await post("/orders", text);
    expect([status, json.message]).toEqual([500, "Internal server error"]);
    expect(unexpected).toHaveLength(1);
  });
});

test("an API key where the route asks for one", async () => {
  expect((await post("/keyed", text)).status).toBe(403);
  expect((await post("/keyed", text, { "x-api-key": "wrong" })).status).toBe(403);
  expect((await post("/keyed", text, { "x-api-key": "secret" })).status).toBe(202);
});

/** fetch takes Latin-1 only. */
function encodeHeader(value: string): string {
  return Buffer.from(value, "utf8").toString("latin1");
}
