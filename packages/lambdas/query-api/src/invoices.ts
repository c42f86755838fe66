import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { decimalText, thousandths } from "./decimal.ts";
import { HttpError } from "./http.ts";
import { attributeJson, type Item, itemJson, objectJson } from "./json.ts";
import { pageStart, pageToken } from "./page-token.ts";
import { identifier, limit, type Parameters } from "./parameters.ts";
import { stringKey, type Tables } from "./tables.ts";

const lineNames = [
  ...["line_id", "stock_code", "description", "quantity", "unit_price", "event_id"],
];
const DEFAULT_LINES = 100;
const MAX_LINES = 1_000;
const LINE_ID = /^[A-Za-z0-9._:+/=-]{1,160}$/;

/** GET /invoices/{invoice_no} */
export function getInvoice(parameters: Parameters, tables: Tables): Promise<string> {
  return invoice(identifier(parameters, "invoice_no"), parameters, tables);
}

/** GET /invoices?InvoiceNo= */
export function findInvoice(parameters: Parameters, tables: Tables): Promise<string> {
  return invoice(identifier(parameters, "invoice_no", "InvoiceNo"), parameters, tables);
}

/** A page of the lines, and the sum of all of them. */
async function invoice(invoiceNo: string, parameters: Parameters, tables: Tables): Promise<string> {
  const size = limit(parameters, DEFAULT_LINES, MAX_LINES);
  const question = ["invoice", invoiceNo];
  const start = pageStart(parameters.page_token, question, LINE_ID);
  const base: QueryCommandInput = {
    TableName: tables.names.invoices,
    KeyConditionExpression: "invoice_no = :no",
    ExpressionAttributeValues: { ":no": { S: invoiceNo } },
  };
  const { lines, next } = await page(base, invoiceNo, start, size, tables);
  const whole = start === undefined && next === undefined;
  const sum = whole ? sumOf(lines) : await totals(base, tables);
  const [first] = lines;
  if (sum.count === 0) throw new HttpError("not_found", "There is no such invoice.");
  return objectJson({
    invoice_no: JSON.stringify(invoiceNo),
    invoice_date: attributeJson(first?.invoice_date),
    customer_id: attributeJson(first?.customer_id),
    country: attributeJson(first?.country),
    is_cancellation: String(invoiceNo.startsWith("C")),
    line_count: String(sum.count),
    total: decimalText(sum.total),
    lines: `[${lines.map((line) => itemJson(line, lineNames)).join(",")}]`,
    next_page_token: next === undefined ? "null" : JSON.stringify(pageToken(question, next)),
  });
}

/** `size` lines behind `start`, and the line behind which the next page begins. */
async function page(
  base: QueryCommandInput,
  invoiceNo: string,
  start: string | undefined,
  size: number,
  tables: Tables,
): Promise<{ lines: readonly Item[]; next: string | undefined }> {
  const found: Item[] = [];
  let last = start;
  do {
    const { items, lastKey } = await tables.query({
      ...base,
      // One more than asked for says whether there is another page.
      Limit: size + 1 - found.length,
      ...(last === undefined
        ? {}
        : { ExclusiveStartKey: stringKey({ invoice_no: invoiceNo, line_id: last }) }),
    });
    found.push(...items);
    last = lastKey?.line_id?.S;
  } while (last !== undefined && found.length <= size);
  const lines = found.slice(0, size);
  return { lines, next: found.length > size ? lines.at(-1)?.line_id?.S : undefined };
}

interface Sum {
  readonly count: number;
  readonly total: bigint;
}

function sumOf(lines: readonly Item[]): Sum {
  let total = 0n;
  for (const { quantity, unit_price } of lines) {
    total += BigInt(quantity?.N ?? "0") * thousandths(unit_price?.N ?? "0");
  }
  return { count: lines.length, total };
}

/** The sum of every line of an invoice, whatever page is asked for. */
async function totals(base: QueryCommandInput, tables: Tables): Promise<Sum> {
  let count = 0;
  let total = 0n;
  let start: QueryCommandInput["ExclusiveStartKey"];
  do {
    const { items, lastKey } = await tables.query({
      ...base,
      ProjectionExpression: "quantity, unit_price",
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const sum = sumOf(items);
    count += sum.count;
    total += sum.total;
    start = lastKey;
  } while (start !== undefined);
  return { count, total };
}
