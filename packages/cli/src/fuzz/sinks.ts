import { type DatasetName, datasets, type TableName } from "@tributary/contract";
import { handler as invoiceLines } from "@tributary/invoice-lines-transform";
import { consume } from "@tributary/kinesis-consumer/consume";
import { handler as orders } from "@tributary/orders-transform";
import { handler as productDetails } from "@tributary/product-details-transform";
import { handler as purchaseDetails } from "@tributary/purchase-details-transform";
import { handler as shippingAddresses } from "@tributary/shipping-addresses-transform";
import { type Cells, jsonCell } from "./cells.ts";
import { ARRIVED_AT } from "./events.ts";
import { FakeTables } from "./fake-tables.ts";
import { parseLossless } from "./lossless-json.ts";

const transforms = {
  orders,
  product_details: productDetails,
  purchase_details: purchaseDetails,
  shipping_addresses: shippingAddresses,
  invoice_lines: invoiceLines,
} satisfies Record<DatasetName, unknown>;

export const datasetNames: readonly DatasetName[] = [
  ...(["orders", "product_details", "purchase_details", "shipping_addresses"] as const),
  "invoice_lines",
];

/** What a dataset's function made of one record. */
export type Transformed =
  | { readonly result: "Dropped" | "ProcessingFailed" }
  | { readonly result: "Ok"; readonly dt: string; readonly rows: readonly Cells[] };

/**
 * Runs a dataset's function over records.
 * @throws Error where a `recordId` does not come back exactly once, or a row is no JSON object on a line
 */
export async function transform(
  dataset: DatasetName,
  records: readonly Buffer[],
): Promise<Transformed[]> {
  const answer = await transforms[dataset]({
    records: records.map((data, i) => ({
      recordId: `record-${i}`,
      approximateArrivalTimestamp: ARRIVED_AT,
      kinesisRecordMetadata: {
        ...{ shardId: "shardId-000000000000", sequenceNumber: String(i), partitionKey: "k" },
        ...{ subsequenceNumber: "0", approximateArrivalTimestamp: ARRIVED_AT },
      },
      data: data.toString("base64"),
    })),
  });
  const ids = answer.records.map(({ recordId }) => recordId);
  if (ids.join() !== records.map((_, i) => `record-${i}`).join()) {
    throw new Error(`${dataset} answered for ${ids.join()}`);
  }
  return answer.records.map(({ result, data, metadata }) => {
    if (result !== "Ok") {
      if (data !== undefined) throw new Error(`${dataset}: ${result} carries data`);
      return { result };
    }
    const lines = Buffer.from(data ?? "", "base64")
      .toString("utf8")
      .split("\n");
    if (lines.pop() !== "") throw new Error(`${dataset}: the rows do not end with a newline`);
    const dt = metadata?.partitionKeys.dt ?? "";
    return { result, dt, rows: lines.map((line) => rowOf(dataset, line)) };
  });
}

function rowOf(dataset: DatasetName, line: string): Cells {
  JSON.parse(line);
  const row = jsonCell(parseLossless(line));
  const names = Object.keys(row ?? {});
  const columns = datasets[dataset].columns.map(({ name }) => name);
  if (names.join() !== columns.join()) throw new Error(`${dataset}: a row with ${names.join()}`);
  return Object(row);
}

/** What the consumer made of one record. */
export interface Consumed {
  readonly items: (table: TableName) => readonly Cells[];
  readonly quarantined: readonly {
    readonly code: string;
    readonly index: number | null;
    readonly eventId: string | null;
    readonly bytes: Buffer;
  }[];
}

/** @throws Error where the record is reported as undone, though no table failed */
export async function consumeRecord(data: Buffer): Promise<Consumed> {
  const tables = new FakeTables();
  const bodies: string[] = [];
  const { batchItemFailures } = await consume(
    [
      {
        eventID: "shardId-000000000000:1",
        kinesis: {
          ...{ sequenceNumber: "1", partitionKey: "k" },
          ...{ data: data.toString("base64"), approximateArrivalTimestamp: ARRIVED_AT / 1_000 },
        },
      },
    ],
    {
      tables: { orders: "orders", invoices: "invoices", customers: "customers" },
      execute: tables.execute,
      quarantine: async ({ body }) => {
        bodies.push(body);
      },
      remaining: () => 60_000,
      sleep: async () => {},
      random: () => 0,
    },
  );
  if (batchItemFailures.length > 0) throw new Error("the consumer left a record undone");
  const lines = bodies.flatMap((body) => body.split("\n").filter((line) => line !== ""));
  return {
    items: (table) => tables.items(table),
    quarantined: lines.map((line) => {
      const { reason, index, eventId, dataBase64 } = JSON.parse(line);
      return { code: reason.code, index, eventId, bytes: Buffer.from(dataBase64, "base64") };
    }),
  };
}
