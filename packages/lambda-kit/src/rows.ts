import { type NormalLine, normaliseInvoiceLine } from "./events/invoice-line.ts";
import { type NormalOrder, normaliseOrder } from "./events/order.ts";
import { formatTimestamp } from "./events/timestamps.ts";
import type { RowsOf } from "./transform.ts";

/*
 * Rows are written by hand: identifiers, enumerations and event ids hold nothing that JSON would
 * escape (their patterns see to it), so only free texts need JSON.stringify, and a decimal is the
 * text of its double.
 */

/** JSON of a free text. */
export const quote: (text: string) => string = JSON.stringify;

/**
 * A `RowsOf` for a dataset of orders.
 *
 * @param columns the columns of each row as JSON members without braces, up to `version`
 */
export function orderRows(columns: (order: NormalOrder) => string | readonly string[]): RowsOf {
  return (event, arrivedAt) => {
    const outcome = normaliseOrder(event, arrivedAt);
    if (!outcome.ok) return outcome;
    const { order } = outcome;
    const tail = `,"version":"${order.version}","event_id":"${order.eventId}","ingested_at":"${formatTimestamp(arrivedAt)}"}\n`;
    const made = columns(order);
    let rows = "";
    if (typeof made === "string") rows = `{"order_id":"${order.orderId}",${made}${tail}`;
    else for (const row of made) rows += `{"order_id":"${order.orderId}",${row}${tail}`;
    return { ok: true, dt: order.dt, rows };
  };
}

/**
 * A `RowsOf` for a dataset of invoice lines.
 *
 * @param columns the columns of the row as JSON members without braces
 */
export function lineRows(columns: (line: NormalLine) => string): RowsOf {
  return (event, arrivedAt) => {
    const outcome = normaliseInvoiceLine(event, arrivedAt);
    if (!outcome.ok) return outcome;
    const { line } = outcome;
    const rows = `{${columns(line)},"event_id":"${line.eventId}","ingested_at":"${formatTimestamp(arrivedAt)}"}\n`;
    return { ok: true, dt: line.dt, rows };
  };
}
