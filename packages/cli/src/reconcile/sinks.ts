/** The tables and datasets that must hold each event, by the events' kind. */
export const tableSinks = [
  { table: "orders", kind: "order" },
  { table: "invoices", kind: "invoice_line" },
  { table: "customers", kind: "invoice_line" },
] as const;

export const lakeSinks = [
  { dataset: "orders", kind: "order" },
  { dataset: "product_details", kind: "order" },
  { dataset: "purchase_details", kind: "order" },
  { dataset: "shipping_addresses", kind: "order" },
  { dataset: "invoice_lines", kind: "invoice_line" },
] as const;

/** Why an event that is stored somewhere is rightly not in a sink. */
export const exclusions = {
  foreign: "another kind of event",
  strange: "no event of the contract: in quarantine",
  superseded: "superseded by a newer version",
  repeat: "the same business key again",
  guest: "a guest has no customer",
} as const;
