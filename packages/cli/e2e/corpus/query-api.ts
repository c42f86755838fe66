import { answered, type CorpusCase, get } from "./case.ts";

const injection = encodeURIComponent("' OR 1=1--");
const forged = Buffer.from("1.AAAAAAAAAAAAAAAA.o-1").toString("base64url");

const rows: readonly (readonly [path: string, status: number, ...names: readonly string[]])[] = [
  [`/orders/${injection}`, 400, "order_id", "letters, digits"],
  [`/invoices/${injection}`, 400, "invoice_no"],
  [`/customers/${injection}/orders`, 400, "customer_id"],
  [`/invoices?InvoiceNo=${injection}`, 400, "InvoiceNo"],
  [`/customers?CustomerID=${injection}`, 400, "CustomerID"],
  ["/orders/..%2f..%2fetc%2fpasswd", 400, "order_id"],
  ["/orders/%00", 400, "order_id"],
  ["/orders/%ff", 400, "order_id"],
  [`/orders/${"x".repeat(65)}`, 400, "order_id", "64"],
  ["/orders/never-sent", 404, "no such order"],
  ["/invoices/never-sent", 404, "no such invoice"],
  ["/customers/never-sent", 404, "no such customer"],
  ["/invoices", 400, "InvoiceNo", "missing"],
  [`/customers/c-1/orders?page_token=${forged}`, 400, "page_token"],
  ["/customers/c-1/orders?page_token=", 400, "page_token"],
  ["/customers/c-1/orders?page_token=..%2F..%2F", 400, "page_token"],
  ["/customers/c-1/orders?limit=-1", 400, "limit", "1 to 100"],
  ["/customers/c-1/orders?limit=0", 400, "limit"],
  ["/customers/c-1/orders?limit=1e9", 400, "limit"],
  ["/customers/c-1/orders?limit=1000000000", 400, "limit"],
  ["/customers/c-1/orders?limit=1&limit=2", 400, "limit", "more than once"],
  ["/customers/c-1/orders?status=lost", 400, "status", "pending"],
  ["/customers/c-1/orders?from=2026-02-30", 400, "from"],
  ["/customers/c-1/orders?from=2026-03-02&to=2026-03-01", 400, "to", "later"],
  ["/customers/c-1/orders?__proto__=1", 400, "Unknown query parameter"],
  ["/orders/o-1?debug=1", 400, "debug"],
  ["/invoices/1?limit=1001", 400, "limit", "1000"],
];

/** Another origin's page sends Origin, or its own name as Host, or says so in Sec-Fetch-Site. */
const pages: readonly CorpusCase[] = [
  ["Origin", { origin: "https://evil.example" }],
  ["Origin of another port", { origin: "http://127.0.0.1:1" }],
  ["Host", { host: "evil.example:8080" }],
  ["Sec-Fetch-Site", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }],
].map(([name, headers]) => ({
  name: `GET with a foreign ${name}`,
  request: { ...get("/orders/o-1"), headers: { ...Object(headers) } },
  expected: answered(403),
}));

export const queryApi: readonly CorpusCase[] = [
  ...rows.map(
    ([path, status, ...names]): CorpusCase => ({
      name: `GET ${path.slice(0, 80)}`,
      request: get(path),
      expected: answered(status, ...names),
    }),
  ),
  ...pages,
];
