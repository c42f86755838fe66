import { createReadStream } from "node:fs";
import type { InvoiceLine } from "@tributary/contract";
import { parse } from "csv-parse";
import { type DateFormat, wallTime } from "./invoice-date.ts";

/** Column names of the files that circulate, by the contract's name. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  InvoiceNo: ["invoiceno", "invoice"],
  StockCode: ["stockcode"],
  Description: ["description"],
  Quantity: ["quantity"],
  InvoiceDate: ["invoicedate"],
  UnitPrice: ["unitprice", "price"],
  CustomerID: ["customerid"],
  Country: ["country"],
};

/** A CSV file that cannot be read as invoice lines; the message says which line and why. */
export class CsvError extends Error {
  override readonly name = "CsvError";
}

export interface InvoiceRow {
  /** Line in the file, from 1, the header included. */
  readonly line: number;
  readonly event: InvoiceLine;
}

export interface CsvOptions {
  readonly encoding: "utf-8" | "latin1";
  /** Undefined: `M/D/YYYY` and ISO are read, anything that could be meant otherwise is refused. */
  readonly dateFormat?: DateFormat;
}

/**
 * Reads invoice lines with the columns of the Online Retail data set, in any order and under any of
 * their known names. Sets `LineNo`, the position in its invoice, so that a retry is recognised.
 *
 * @throws CsvError for a missing column, a number that is none, or an ambiguous date
 */
export async function* invoiceLines(file: string, options: CsvOptions): AsyncGenerator<InvoiceRow> {
  const rows = createReadStream(file, {
    encoding: options.encoding === "latin1" ? "latin1" : "utf8",
  }).pipe(
    parse({
      bom: true,
      columns: (header: string[]) => header.map(contractName),
      info: true,
      skip_empty_lines: true,
    }),
  );
  const lineNumbers = new Map<string, number>();
  let checked = false;
  for await (const { record, info } of rows as AsyncIterable<{
    record: Record<string, string>;
    info: { lines: number };
  }>) {
    if (!checked) {
      const missing = Object.keys(aliases).filter((name) => !(name in record));
      if (missing.length > 0) throw new CsvError(`${file} has no column ${missing.join(", ")}`);
      checked = true;
    }
    const invoiceNo = record.InvoiceNo ?? "";
    const lineNo = (lineNumbers.get(invoiceNo) ?? 0) + 1;
    lineNumbers.set(invoiceNo, lineNo);
    yield { line: info.lines, event: toEvent(record, lineNo, options, `${file}:${info.lines}`) };
  }
}

function contractName(header: string): string {
  const plain = header.toLowerCase().replaceAll(/[^a-z]/g, "");
  const found = Object.entries(aliases).find(([, names]) => names.includes(plain));
  return found?.[0] ?? header;
}

function toEvent(
  record: Record<string, string>,
  lineNo: number,
  { dateFormat }: CsvOptions,
  where: string,
): InvoiceLine {
  const field = (name: string): string => record[name] ?? "";
  const number = (name: string): number => {
    const value = Number(field(name));
    if (field(name).trim() === "" || !Number.isFinite(value)) {
      throw new CsvError(`${where}: ${name} is ${JSON.stringify(field(name))}, not a number`);
    }
    return value;
  };
  const date = wallTime(field("InvoiceDate"), dateFormat);
  if ("problem" in date) throw new CsvError(`${where}: InvoiceDate ${date.problem}`);
  return {
    InvoiceNo: field("InvoiceNo"),
    StockCode: field("StockCode"),
    Description: field("Description") === "" ? null : field("Description"),
    Quantity: number("Quantity"),
    InvoiceDate: date.value,
    UnitPrice: number("UnitPrice"),
    CustomerID: customerId(field("CustomerID")),
    Country: field("Country"),
    LineNo: lineNo,
  };
}

/** `17850.0`, as a spreadsheet writes the column where some cells are empty, is 17850. */
function customerId(text: string): string | null {
  return text === "" ? null : text.replace(/\.0+$/, "");
}
