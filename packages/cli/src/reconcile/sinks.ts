/** The tables and datasets that must hold each event, by the events' kind. */
export const tableSinks = [
  { table: "orders", kind: "order", key: "business_key" },
  { table: "invoices", kind: "invoice_line", key: "business_key" },
  { table: "customers", kind: "invoice_line", key: "customer_key" },
] as const;

export const lakeSinks = [
  { dataset: "orders", kind: "order" },
  { dataset: "product_details", kind: "order" },
  { dataset: "purchase_details", kind: "order" },
  { dataset: "shipping_addresses", kind: "order" },
  { dataset: "invoice_lines", kind: "invoice_line" },
] as const;
