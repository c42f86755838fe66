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
    };
  }
  return {
    eventId: id,
    kind: "unknown",
    businessKey: id,
    version: null,
    lineCount: 0,
    customerKey: null,
  };
}

function orderVersion(fields: Record<string, unknown>, id: string): string | null {
  const changed = fields.updated_at ?? fields.order_date;
  const time = typeof changed === "string" ? Date.parse(changed) : Number.NaN;
  const status = typeof fields.status === "string" ? rank[fields.status] : undefined;
  if (Number.isNaN(time) || status === undefined) return null;
  return `${String(time).padStart(15, "0")}-${status}-${id}`;
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** Ids may be numbers: 17850.0 is the customer "17850". */
const plain = (value: unknown): string => (typeof value === "number" ? String(value) : `${value}`);

/** The events in a record: consecutive JSON objects, with white space between them or without. */
export function splitObjects(text: string): string[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.every((line) => line.startsWith('{"specversion"') && line.endsWith("}"))) {
    const whole = lines.every((line) => !line.includes('}{"specversion"'));
    if (whole) return lines;
  }
  const found: string[] = [];
  let depth = 0;
  let start = -1;
  let inText = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (inText) {
      if (char === "\\") i += 1;
      else if (char === '"') inText = false;
    } else if (char === '"') inText = true;
    else if (char === "{" || char === "[") {
      if (depth === 0) start = i;
      depth += 1;
    } else if (char === "}" || char === "]") {
      depth -= 1;
      if (depth === 0) found.push(text.slice(start, i + 1));
    }
  }
  return found.length > 0 ? found : [text];
}
