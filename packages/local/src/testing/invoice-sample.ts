import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../repository.ts";
import type { Row } from "./parquet-files.ts";

/**
 * The lines of `data/online-retail-sample.csv` as rows of `invoice_lines`, without any code of the
 * pipeline's. No cell of it holds a quoted quote; in December London's clocks show UTC.
 */
export function sampleLines(): Row[] {
  const text = readFileSync(join(repositoryRoot, "data/online-retail-sample.csv"), "utf8");
  return text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line, i) => {
      const cells = [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted ?? plain ?? "",
      );
      const [
        invoice = "",
        code = "",
        description = "",
        quantity,
        date = "",
        price = "",
        customer = "",
        country = "",
      ] = cells;
      const [, month = "", day = "", year, hour = "", minute] =
        /^(\d+)\/(\d+)\/(\d+) (\d+):(\d+)$/.exec(date) ?? [];
      const dt = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
      return {
        invoice_no: invoice,
        line_id: String(i).padStart(6, "0"),
        stock_code: code,
        description: description === "" ? null : description,
        quantity: Number(quantity),
        invoice_date: `${dt} ${hour.padStart(2, "0")}:${minute}:00.000`,
        unit_price: price,
        customer_id: customer === "" ? null : customer,
        country,
        is_cancellation: invoice.startsWith("C"),
        event_id: `sample/${i}`,
        ingested_at: "2026-01-01 00:00:00.000",
        dt,
      };
    });
}
