import { access } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type CommandResult, command, start, startPipeline } from "./support/command.ts";
import { archivedEvents, filesBelow, parquetRows } from "./support/files.ts";
import { exchange } from "./support/http.ts";
import { ask } from "./support/programs.ts";
import { temporaryDirectory } from "./support/temporary.ts";

const counted = {
  ...{ accepted: 5_999, raw: 5_999 },
  tables: { orders: 5_000, invoices: 999, customers: 65 },
  lake: {
    orders: 5_000,
    product_details: 10_000,
    purchase_details: 5_000,
    shipping_addresses: 5_000,
    invoice_lines: 999,
  },
  ...{ quarantined: 0, lost: 0, duplicated: 0, redundant: 0 },
};

const lastLine = ({ stdout }: CommandResult): unknown =>
  JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");

let dataDir: string;
let kept: CommandResult;
let beside: CommandResult;

beforeAll(async () => {
  dataDir = join(await temporaryDirectory(), "demo");
  [kept, beside] = await Promise.all([
    command("demo", "--json", "--data-dir", dataDir),
    command("demo", "--json", "--count", "300"),
  ]);
});

describe("pnpm demo --json", () => {
  test("ends with what is stored, exactly", () => {
    expect(kept.stderr + kept.stdout).not.toContain("rror");
    expect(kept.code).toBe(0);
    expect(lastLine(kept)).toMatchObject(counted);
  });

  test("runs beside another one", () => {
    expect(beside.code, beside.stderr).toBe(0);
    expect(lastLine(beside)).toMatchObject({ accepted: 1_299, raw: 1_299, lost: 0, duplicated: 0 });
  });

  test.each(Object.entries(counted.lake))(
    "its Parquet files of %s have %d rows",
    async (name, n) => {
      expect(await parquetRows(await filesBelow(dataDir, `lake/${name}`, ".parquet"))).toBe(n);
    },
  );

  test("its gzip files have every event", async () => {
    expect(await archivedEvents(await filesBelow(dataDir, "raw", ".gz"))).toBe(counted.raw);
  });

  test("pyarrow counts the same rows", async ({ skip }) => {
    const files = await filesBelow(dataDir, "lake/product_details", ".parquet");
    const script =
      "import sys, pyarrow.parquet as p; print(sum(p.read_table(f, partitioning=None).num_rows for f in sys.argv[1:]))";
    const rows = await ask("python3", ["-c", script, ...files]);
    if (rows === undefined) return skip("there is no pyarrow on this machine");
    expect(Number(rows)).toBe(counted.lake.product_details);
  });
});

describe("what the demo made, opened again", () => {
  test("answers SQL and GET with the invoices' exact figures", async () => {
    const { apiUrl, kill, ended } = await startPipeline(dataDir);
    const sql = await command(
      ...["athena", "run", "revenue-per-country", "--format", "json", "--data-dir", dataDir],
    );
    expect(sql.code, sql.stderr).toBe(0);
    const rows: { country: string; revenue: number }[] = JSON.parse(sql.stdout);
    expect(Object.fromEntries(rows.map(({ country, revenue }) => [country, revenue]))).toEqual({
      ...{ "United Kingdom": 23097.04, France: 855.86, Australia: 358.25, Netherlands: 192.6 },
    });
    expect(sql.stdout).toContain('"revenue":192.60');

    const answer = await exchange(apiUrl, { method: "GET", path: "/invoices/536365" });
    const invoice = JSON.parse(answer.text);
    expect(invoice).toMatchObject({
      ...{ invoice_no: "536365", invoice_date: "2010-12-01T08:26:00.000Z", customer_id: "17850" },
      ...{ country: "United Kingdom", is_cancellation: false, line_count: 7 },
    });
    expect(answer.text).toContain('"total":139.12');
    expect(invoice.lines.map((line: { stock_code: string }) => line.stock_code)).toEqual([
      ...["85123A", "71053", "84406B", "84029G", "84029E", "22752", "21730"],
    ]);

    const reconciled = await command("reconcile", "--data-dir", dataDir);
    expect(reconciled.stdout).toContain("Clean: nothing lost, nothing doubled.");
    expect(reconciled.code).toBe(0);
    kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0 });
  });

  test("--keep runs until it is told to stop, and leaves nothing behind", async () => {
    const demo = start(["demo", "--count", "10", "--keep"]);
    const [, api = ""] = await demo.said(/curl (\S+)\/invoices\/536365/);
    const [, directory = ""] = await demo.said(/data in (\S+)/);
    expect((await exchange(api, { method: "GET", path: "/invoices/536365" })).status).toBe(200);
    demo.kill("SIGTERM");
    expect(await demo.ended).toMatchObject({ code: 0 });
    await expect(access(directory)).rejects.toThrow("ENOENT");
  });
});
