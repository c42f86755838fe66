import type { FunctionSettings } from "@tributary/contract";
import { SmokeError } from "./errors.ts";
import type { Answer } from "./function-client.ts";

/** A call that a function of this kind must answer, and that leaves nothing behind. */
export interface Smoke {
  readonly event: unknown;
  /** @returns what is wrong with the answer, or undefined */
  readonly fault: (answer: unknown) => string | undefined;
}

const order = {
  specversion: "1.0",
  id: "smoke/0",
  source: "/orders",
  type: "tributary.order.v1",
  data: {
    customer_id: "smoke",
    order_id: "smoke",
    order_date: "2024-01-31T12:00:00Z",
    status: "pending",
    shipping_address: {
      street: "1 Test Street",
      city: "Testville",
      state: "TS",
      zip: "00000",
      country: "Testland",
    },
    purchase_details: { payment_type: "cash", amount: 1.5, currency: "EUR", instalments: 1 },
    product_details: [
      { product_id: "p", name: "n", quantity: 1, item_details: { color: "c", size: "s" } },
    ],
  },
};
const invoiceLine = {
  specversion: "1.0",
  id: "smoke/0",
  source: "/invoices",
  type: "tributary.invoice_line.v1",
  data: {
    InvoiceNo: "smoke",
    StockCode: "s",
    Description: "d",
    Quantity: 1,
    InvoiceDate: "1/31/2024 12:00",
    UnitPrice: 1.5,
    CustomerID: "smoke",
    Country: "Testland",
    LineNo: 1,
  },
};
const firehoseRecord = (recordId: string, event: unknown) => ({
  recordId,
  approximateArrivalTimestamp: 1_706_702_400_000,
  data: Buffer.from(JSON.stringify(event)).toString("base64"),
});

/** A transform makes rows of its own event and drops the other; both come back. */
const transform: Smoke = {
  event: { records: [firehoseRecord("order", order), firehoseRecord("invoice", invoiceLine)] },
  fault: (answer) => {
    const records = field(answer, "records");
    if (!Array.isArray(records)) return "there are no records";
    const results = new Map(records.map((one) => [field(one, "recordId"), field(one, "result")]));
    const both = [results.get("order"), results.get("invoice")];
    if (both.includes("Ok") && both.every((result) => result === "Ok" || result === "Dropped")) {
      return undefined;
    }
    return `an order came back ${both[0]}, an invoice line ${both[1]}`;
  },
};

/** Nothing to do is done: the code loads and has its environment. */
const reader: Smoke = {
  event: { Records: [] },
  fault: (answer) =>
    Array.isArray(field(answer, "batchItemFailures")) ? undefined : "no batchItemFailures",
};

/** An order that does not exist: the tables can be read. */
const queryApi: Smoke = {
  event: {
    resource: "/orders/{order_id}",
    path: "/orders/smoke-test",
    httpMethod: "GET",
    headers: {},
    multiValueHeaders: {},
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { order_id: "smoke-test" },
    stageVariables: null,
    requestContext: { requestId: "smoke-test", resourcePath: "/orders/{order_id}" },
    body: null,
    isBase64Encoded: false,
  },
  fault: (answer) => {
    const status = field(answer, "statusCode");
    return status === 404 || status === 200 ? undefined : `status ${status}`;
  },
};

const smokes: Readonly<Record<FunctionSettings["role"], Smoke>> = {
  transform,
  consumer: reader,
  archiver: reader,
  "query-api": queryApi,
};

/**
 * Calls a version as its event source would.
 * @throws SmokeError naming function, version and what is wrong
 */
export async function smoke(
  role: FunctionSettings["role"],
  where: string,
  invoke: (event: unknown) => Promise<Answer>,
): Promise<void> {
  const { event, fault } = smokes[role];
  const { functionError, payload } = await invoke(event);
  if (functionError !== undefined) {
    throw new SmokeError(`${where} fails: ${functionError} ${payload.slice(0, 500)}`);
  }
  const problem = fault(parse(payload));
  if (problem !== undefined) {
    throw new SmokeError(`${where} answers wrongly: ${problem} (${payload.slice(0, 500)})`);
  }
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined;
}
