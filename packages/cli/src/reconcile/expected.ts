// What an event must have become, worked out from its text alone: deliberately none of the pipeline's own code.

export interface ExpectedEvent {
  readonly eventId: string;
  readonly kind: "order" | "invoice_line" | "unknown";
  /** Key in the table, parts joined by U+001F. */
  readonly businessKey: string;
  /** Orders versions of one key as text; empty for invoice lines. Null where it cannot be told (a date that is none). */
  readonly version: string | null;
  /** Rows that `product_details` must have. */
  readonly lineCount: number;
  /** Key in the customers table; null for orders and guests. */
  readonly customerKey: string | null;
  /** What a dataset's rows of one event and one version are known by: the order, or the line of the invoice. */
  readonly lakeKey: string;
}

export const KEY_SEPARATOR = "\u001f";

const rank: Readonly<Record<string, string>> = {
  pending: "00",
  paid: "01",
  shipped: "02",
  delivered: "03",
  cancelled: "04",
  returned: "05",
};

/** Reads one CloudEvent; undefined where the text is none. */
export function expectedEvent(text: string): ExpectedEvent | undefined {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { id, type, data } = members(event);
  if (typeof id !== "string") return undefined;
  const fields = members(data);
  if (type === "tributary.order.v1") {
    return {
      eventId: id,
      kind: "order",
      businessKey: `${plain(fields.customer_id)}${KEY_SEPARATOR}${plain(fields.order_id)}`,
      version: orderVersion(fields, id),
      lineCount: Array.isArray(fields.product_details) ? fields.product_details.length : 0,
      customerKey: null,
      lakeKey: plain(fields.order_id),
    };
  }
  if (type === "tributary.invoice_line.v1") {
    const line = typeof fields.LineNo === "number" ? String(fields.LineNo).padStart(6, "0") : id;
    const isGuest = fields.CustomerID === null || fields.CustomerID === "";
    return {
      eventId: id,
      kind: "invoice_line",
      businessKey: `${plain(fields.InvoiceNo)}${KEY_SEPARATOR}${line}`,
      version: "",
      lineCount: 0,
      customerKey: isGuest
        ? null
        : `${plain(fields.CustomerID)}${KEY_SEPARATOR}${plain(fields.InvoiceNo)}`,
      lakeKey: `${plain(fields.InvoiceNo)}${KEY_SEPARATOR}${line}`,
    };
  }
  return {
    eventId: id,
    kind: "unknown",
    businessKey: id,
    version: null,
    lineCount: 0,
    customerKey: null,
    lakeKey: id,
  };
}

function orderVersion(fields: Record<string, unknown>, id: string): string | null {
  const changed = fields.updated_at ?? fields.order_date;
  // RFC 3339 allows small letters and any number of decimals; the pipeline keeps three, and cuts the rest.
  const time =
    typeof changed === "string"
      ? Date.parse(changed.toUpperCase().replace(/(\.\d{3})\d+/, "$1"))
      : Number.NaN;
  const status = typeof fields.status === "string" ? rank[fields.status] : undefined;
  if (Number.isNaN(time) || status === undefined) return null;
  return `${String(time).padStart(15, "0")}-${status}-${id}`;
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** Ids may be numbers: 17850.0 is the customer "17850". */
const plain = (value: unknown): string => (typeof value === "number" ? String(value) : `${value}`);
