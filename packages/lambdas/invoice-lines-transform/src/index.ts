import { formatTimestamp, lineRows, quote, transformHandler } from "@tributary/lambda-kit";

/** Firehose transform of the dataset `invoice_lines`: one row an invoice line. */
export const handler = transformHandler(
  "invoice_lines",
  lineRows(
    (line) =>
      `"invoice_no":"${line.invoiceNo}","line_id":"${line.lineId}","stock_code":${quote(line.stockCode)},"description":${line.description === null ? "null" : quote(line.description)},"quantity":${line.quantity},"invoice_date":"${formatTimestamp(line.invoiceDate)}","unit_price":${line.unitPrice},"customer_id":${line.customerId === null ? "null" : `"${line.customerId}"`},"country":${quote(line.country)},"is_cancellation":${line.isCancellation}`,
  ),
);
