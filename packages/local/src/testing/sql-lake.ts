import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DatasetName, datasets, partitionKey, prefixes } from "@tributary/contract";
import { Athena, Glue, type GlueTable, NodeDisk, type QueryResult, S3 } from "@tributary/emulator";
import { localNames } from "../names.ts";
import { repositoryRoot } from "../repository.ts";
import type { SavedView } from "../saved-sql.ts";
import { viewTable } from "../views.ts";
import { parquetFile, type Row } from "./parquet-files.ts";

export const datasetNames = Object.keys(datasets) as DatasetName[];

/** The moment at which the tests' queries are asked. */
export const askedAt = Date.UTC(2026, 3, 5, 12, 0, 0);

/** A lake in a temporary directory with the contract's tables: S3, Glue and Athena and nothing before them. */
export class SqlLake {
  readonly #directory: string;
  readonly #s3: S3;
  readonly #glue: Glue;
  readonly #athena: Athena;

  static async open(): Promise<SqlLake> {
    const directory = await mkdtemp(join(tmpdir(), "tributary-sql-"));
    const disk = new NodeDisk();
    const clock = { now: () => askedAt };
    const s3 = await S3.open({ disk, directory: join(directory, "s3") });
    await s3.ensureBucket(localNames.dataBucket);
    const glue = await Glue.open({ disk, directory: join(directory, "glue") });
    await glue.ensureDatabase(localNames.database);
    for (const name of datasetNames) await glue.putTable(lakeTable(name));
    return new SqlLake(directory, s3, glue, Athena.open({ objects: s3, catalog: glue, clock }));
  }

  private constructor(directory: string, s3: S3, glue: Glue, athena: Athena) {
    this.#directory = directory;
    this.#s3 = s3;
    this.#glue = glue;
    this.#athena = athena;
  }

  async defineView(view: SavedView): Promise<void> {
    await this.#glue.putTable(viewTable(localNames, view));
  }

  /** Adds rows to a dataset: a file a partition and call. */
  async add(name: DatasetName, rows: readonly Row[], file = "rows"): Promise<void> {
    for (const dt of new Set(rows.map((row) => String(row.dt)))) {
      const part = rows.filter((row) => row.dt === dt);
      await this.#s3.put({
        bucket: localNames.dataBucket,
        key: `${prefixes.lake}${name}/dt=${dt}/${file}.parquet`,
        body: await parquetFile(datasets[name].columns, part),
      });
    }
  }

  query(sql: string): Promise<QueryResult> {
    return this.#athena.query(sql, { database: localNames.database });
  }

  async close(): Promise<void> {
    await this.#athena.close();
    await this.#s3.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

function lakeTable(name: DatasetName): GlueTable {
  const { columns } = datasets[name];
  return {
    Name: name,
    DatabaseName: localNames.database,
    TableType: "EXTERNAL_TABLE",
    PartitionKeys: [{ Name: partitionKey.name, Type: partitionKey.type }],
    StorageDescriptor: {
      Columns: columns.map((column) => ({ Name: column.name, Type: column.type })),
      Location: `s3://${localNames.dataBucket}/${prefixes.lake}${name}/`,
    },
    Parameters: {},
  };
}

/** The rows of `athena/fixtures/`. */
export async function fixtureRows(name: DatasetName): Promise<Row[]> {
  const text = await readFile(join(repositoryRoot, `athena/fixtures/${name}.ndjson`), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
