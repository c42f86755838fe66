import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AthenaClient } from "@aws-sdk/client-athena";
import { setFaults } from "@tributary/emulator/parts";
import { type LocalOptions, type LocalPipeline, startLocal } from "@tributary/local";
import { expect, onTestFinished, vi } from "vitest";
import { runQuery } from "../src/athena/query.ts";
import { isClean, report } from "../src/commands/reconcile.ts";
import { type Reconciliation, reconcile } from "../src/reconcile/reconcile.ts";
import { type Deployment, localDeployment } from "../src/target/deployment.ts";

/** A directory that is gone after the test. */
export async function scratch(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "tributary-fault-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

interface GlueTableText {
  readonly Name: string;
  readonly PartitionKeys: readonly unknown[];
  readonly Parameters: unknown;
  readonly StorageDescriptor: { readonly Columns: readonly { readonly Name: string }[] };
}

/** Moves this process's clock until the end of the test; functions run by their own. */
export function shiftClock(milliseconds: number): void {
  const now = Date.now.bind(Date);
  const clock = vi.spyOn(Date, "now").mockImplementation(() => now() + milliseconds);
  onTestFinished(() => clock.mockRestore());
}

/** A pipeline in this process, with a client that keeps what it was told is accepted. */
export class Shop {
  readonly #directory: string;
  readonly #options: Partial<LocalOptions>;
  readonly #acknowledged: string[] = [];
  #pipeline: LocalPipeline;

  static async open(options: Partial<LocalOptions> = {}): Promise<Shop> {
    const directory = await scratch();
    const shop = new Shop(directory, options, await start(directory, options));
    onTestFinished(async () => {
      setFaults(undefined);
      await shop.#pipeline.stop();
    });
    return shop;
  }

  private constructor(directory: string, options: Partial<LocalOptions>, pipeline: LocalPipeline) {
    this.#directory = directory;
    this.#options = options;
    this.#pipeline = pipeline;
  }

  get pipeline(): LocalPipeline {
    return this.#pipeline;
  }

  get dataDir(): string {
    return this.#pipeline.dataDir;
  }

  get deployment(): Deployment {
    return localDeployment(this.#pipeline.awsUrl, this.#pipeline.names);
  }

  get acknowledged(): number {
    return this.#acknowledged.length;
  }

  /** Stops it and starts it again on the same data; `between` works on the files meanwhile. */
  async restart(between: () => Promise<void> = async () => {}): Promise<void> {
    await this.#pipeline.stop();
    await between();
    this.#pipeline = await start(this.#directory, this.#options);
  }

  async post(
    path: string,
    body: unknown,
    options: { key?: string; signal?: AbortSignal } = {},
  ): Promise<Answer> {
    const { key, signal } = options;
    const response = await fetch(`${this.#pipeline.apiUrl}${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: {
        "content-type": "application/json",
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      ...(signal ? { signal } : {}),
    });
    const text = await response.text();
    if (response.status === 202) {
      const { id, count }: { id: string; count: number } = JSON.parse(text);
      for (let index = 0; index < count; index += 1) this.#acknowledged.push(`${id}/${index}`);
    }
    return { status: response.status, body: text };
  }

  async get(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${this.#pipeline.apiUrl}${path}`);
    return { status: response.status, body: JSON.parse(await response.text()) };
  }

  /** What is stored, once everything has drained, against what this client was told and the stream. */
  async reconciled(views = true): Promise<Reconciliation> {
    await this.#pipeline.drained();
    const acks = join(this.#directory, "acknowledged.txt");
    await writeFile(acks, this.#acknowledged.map((id) => `${id}\n`).join(""));
    return reconcile(this.deployment, { acks, stream: true, views });
  }

  /** @param views whether the views are asked, too */
  async expectClean(views = true): Promise<Reconciliation> {
    const result = await this.reconciled(views);
    expect(isClean(result), report(result)).toBe(true);
    expect(result.accepted).toBe(new Set(this.#acknowledged).size);
    return result;
  }

  /** Changes a column's type in the catalogue until the next restart. */
  async mistypeColumn(table: string, column: string, type: string): Promise<void> {
    const { database: DatabaseName } = this.#pipeline.names;
    const found = await this.#glue("GetTable", { DatabaseName, Name: table });
    const { Table } = found as { Table: GlueTableText };
    const { Name, PartitionKeys, StorageDescriptor, Parameters } = Table;
    const Columns = StorageDescriptor.Columns.map((each) =>
      each.Name === column ? { ...each, Type: type } : each,
    );
    await this.#glue("UpdateTable", {
      DatabaseName,
      TableInput: {
        ...{ Name, PartitionKeys, Parameters, TableType: "EXTERNAL_TABLE" },
        StorageDescriptor: { ...StorageDescriptor, Columns },
      },
    });
  }

  async #glue(operation: string, input: unknown): Promise<unknown> {
    const response = await fetch(this.#pipeline.awsUrl, {
      method: "POST",
      body: JSON.stringify(input),
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSGlue.${operation}`,
        authorization:
          "AWS4-HMAC-SHA256 Credential=local/20260101/eu-central-1/glue/aws4_request, SignedHeaders=host, Signature=0",
      },
    });
    const answer: unknown = await response.json();
    expect(response.status, JSON.stringify(answer)).toBe(200);
    return answer;
  }

  /** Rows that Athena answers. */
  async ask(athena: AthenaClient, sql: string): Promise<readonly (readonly (string | null)[])[]> {
    const { database, workgroup } = this.#pipeline.names;
    const result = await runQuery(athena, { sql, database, workgroup, deadline: 60_000 });
    return result.rows;
  }
}

const start = (directory: string, options: Partial<LocalOptions>): Promise<LocalPipeline> =>
  startLocal({
    ...{ port: 0, awsPort: 0, bufferSeconds: 0.2, log: () => {} },
    ...options,
    dataDir: join(directory, "data"),
  });

const DAY_MS = 86_400_000;

/** An order; the same number is the same order. */
export function order(number: number, changes: Readonly<Record<string, unknown>> = {}) {
  const placed = new Date(Date.UTC(2026, 0, 1) - (number % 7) * DAY_MS).toISOString();
  return {
    customer_id: `c-${number % 5}`,
    order_id: `o-${number}`,
    order_date: placed,
    status: "paid",
    shipping_address: {
      ...{ street: "Corn Street 1", city: "Bristol", state: "England" },
      ...{ zip: "BS1 4ST", country: "United Kingdom" },
    },
    purchase_details: { payment_type: "wallet", amount: 29.5, currency: "GBP", instalments: 1 },
    product_details: [
      {
        ...{ product_id: "TEE-10", name: "T-shirt", quantity: 2 },
        item_details: { color: "moss", size: "M" },
      },
      {
        ...{ product_id: "CAP-3", name: "Cap", quantity: 1 },
        item_details: { color: "red", size: "one" },
      },
    ],
    ...changes,
  };
}

export const orders = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => order(from + index));

/** A line of an invoice. */
export function line(
  invoice: string,
  lineNo: number,
  changes: Readonly<Record<string, unknown>> = {},
) {
  return {
    ...{ InvoiceNo: invoice, StockCode: "85123A", Description: "WHITE HANGING HEART" },
    ...{ Quantity: 6, InvoiceDate: "12/1/2010 8:26", UnitPrice: 2.55 },
    ...{ CustomerID: 17850, Country: "United Kingdom", LineNo: lineNo },
    ...changes,
  };
}

export const lines = (invoice: string, count: number) =>
  Array.from({ length: count }, (_, index) => line(invoice, index + 1));

/** Waits until a condition holds; the test's own timeout is the limit. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((done) => setTimeout(done, 20));
}
