// Apart from the ingest routes, so that the query API's bundle has these without the schema library.

export interface QueryRoute {
  readonly method: "GET";
  readonly path: string;
  readonly description: string;
  /** Query parameters it knows. */
  readonly query: readonly string[];
}

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
