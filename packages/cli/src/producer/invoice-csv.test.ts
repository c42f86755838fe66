import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { validate } from "@tributary/contract/validate-invoice-line";
import { expect, test } from "vitest";
import { repositoryRoot } from "../repository.ts";
import { type CsvOptions, invoiceLines } from "./invoice-csv.ts";

async function read(content: string | Buffer, options: Partial<CsvOptions> = {}) {
  const file = join(await mkdtemp(join(tmpdir(), "csv-")), "lines.csv");
  await writeFile(file, content);
  return collect(file, options);
}

async function collect(file: string, options: Partial<CsvOptions>) {
  const rows = [];
  for await (const row of invoiceLines(file, { encoding: "utf-8", ...options })) rows.push(row);
  return rows;
}

const header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

test("the sample gives 999 valid lines, numbered within their invoice", async () => {
  const rows = await collect(join(repositoryRoot, "data/online-retail-sample.csv"), {});
  expect(rows).toHaveLength(999);
  expect(rows.filter(({ event }) => !validate(event))).toEqual([]);
  const first = rows.filter(({ event }) => event.InvoiceNo === "536365");
  expect(first.map(({ event }) => event.LineNo)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(rows.filter(({ event }) => event.CustomerID === null)).toHaveLength(1);
});

const otherNames =
  "Invoice,Customer ID,Price,Country,Description,StockCode,Quantity,InvoiceDate\n" +
  "C1,17850.0,-1.5,EIRE,Café £1,M,-2,12/1/2010 8:26\n";

test.each([
  ["with a byte-order mark", Buffer.from(`\ufeff${otherNames}`), "utf-8"],
  ["in Latin-1", Buffer.from(otherNames, "latin1"), "latin1"],
] as const)(
  "a file %s, with other column names and 17850.0, is read",
  async (_, file, encoding) => {
    const rows = await read(file, { encoding });
    expect(rows.map(({ event }) => event)).toEqual([
      {
        InvoiceNo: "C1",
        StockCode: "M",
        Description: "Café £1",
        Quantity: -2,
        InvoiceDate: "12/1/2010 8:26",
        UnitPrice: -1.5,
        CustomerID: "17850",
        Country: "EIRE",
        LineNo: 1,
      },
    ]);
  },
);

test.each([
  ["12/1/2010 8:26", undefined, "12/1/2010 8:26"],
  ["01-12-2010 08:26", "dmy", "12/1/2010 08:26"],
  ["2010-12-01 08:26:00", undefined, "12/1/2010 08:26:00"],
  ["2010-12-01T08:26:00Z", undefined, "2010-12-01T08:26:00Z"],
] as const)("the date %s in format %s is sent as %s", async (text, dateFormat, sent) => {
  const rows = await read(`${header}\n1,2,x,1,${text},1,,UK\n`, dateFormat ? { dateFormat } : {});
  expect(rows[0]?.event.InvoiceDate).toBe(sent);
});

test.each([
  ["01-12-2010 08:26", "may be month or day first"],
  ["13/1/2010 8:26", "no month 13"],
  ["yesterday", "unknown form"],
])("the date %s is refused with its line", async (text, reason) => {
  await expect(read(`${header}\n1,2,x,1,${text},1,,UK\n`)).rejects.toThrow(reason);
  await expect(read(`${header}\n1,2,x,1,${text},1,,UK\n`)).rejects.toThrow(/lines\.csv:2/);
});

test("a missing column and a quantity that is no number are named", async () => {
  await expect(read("InvoiceNo,StockCode\n1,2\n")).rejects.toThrow(/no column Description/);
  await expect(read(`${header}\n1,2,x,six,12/1/2010 8:26,1,,UK\n`)).rejects.toThrow(
    /Quantity is "six"/,
  );
});
