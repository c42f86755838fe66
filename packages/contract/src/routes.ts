import { type EventName, events } from "./events.ts";

export interface IngestRoute {
  readonly method: "POST";
  readonly path: string;
  readonly event: EventName;
  readonly batch: boolean;
  /** Name of the request model. */
  readonly model: string;
}

export interface QueryRoute {
  readonly method: "GET";
  readonly path: string;
  readonly description: string;
  /** Query parameters it knows. */
  readonly query: readonly string[];
}

export const ingestRoutes: readonly IngestRoute[] = (Object.keys(events) as EventName[]).flatMap(
  (event) => {
    const { source, model } = events[event];
    return [
      { method: "POST", path: source, event, batch: false, model },
      { method: "POST", path: `${source}/batch`, event, batch: true, model: `${model}Batch` },
    ];
  },
);

const route = (path: string, description: string, query: readonly string[] = []): QueryRoute => ({
  method: "GET",
  path,
  description,
  query,
});

export const queryRoutes: readonly QueryRoute[] = [
  route("/orders/{order_id}", "One order, its newest version"),
  route("/customers/{customer_id}", "A customer: the invoices known, and whether there are orders"),
  route("/customers/{customer_id}/orders", "A customer's orders, by order id", [
    "limit",
    "page_token",
    "status",
    "from",
    "to",
  ]),
  route("/invoices/{invoice_no}", "An invoice's lines and their exact total", [
    "limit",
    "page_token",
  ]),
  route("/invoices", "The same for older clients: `?InvoiceNo=`", [
    "InvoiceNo",
    "limit",
    "page_token",
  ]),
  route("/customers", "The same for older clients: `?CustomerID=`", ["CustomerID"]),
];
