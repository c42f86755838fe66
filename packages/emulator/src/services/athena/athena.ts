import { type Clock, systemClock } from "../../clock.ts";
import { SqlEngine, type SqlRow } from "../../engines/sql/engine.ts";
import { typeName } from "../../engines/sql/types.ts";
import { jsonService } from "../../wire/json.ts";
import type { WireLog } from "../../wire/log.ts";
import type { WireService } from "../../wire/service.ts";
import type { Catalog, Objects } from "../ports.ts";
import type { Execution } from "./execution.ts";
import { Executions } from "./executions.ts";
import { invalidRequest } from "./input.ts";
import { type NamedQuery, type NamedQueryDefinition, namedQuery } from "./named-query.ts";
import { athenaOperations } from "./operations.ts";
import { RecentPages } from "./recent-pages.ts";
import type { Workgroup, WorkgroupDefinition } from "./workgroup.ts";

/** What a deployment defines in Athena. */
export interface AthenaResources {
  readonly workgroups?: readonly WorkgroupDefinition[];
  readonly namedQueries?: readonly NamedQueryDefinition[];
}

export interface AthenaOptions extends AthenaResources {
  readonly objects: Objects;
  readonly catalog: Catalog;
  readonly clock?: Clock;
  /** Queries that run at the same time; default 2, the others are QUEUED. */
  readonly concurrency?: number;
  /** Milliseconds after which a query fails; default 30 minutes, Athena's own for DML. */
  readonly timeout?: number;
  /** Of one query, as DuckDB writes it; default `1GB`. */
  readonly memory?: string;
  /** Of one query; default 1. */
  readonly threads?: number;
  readonly log?: WireLog;
}

export interface StartInput {
  readonly sql: string;
  readonly database?: string | undefined;
  readonly catalog?: string | undefined;
  readonly workgroup?: string | undefined;
  readonly outputLocation?: string | undefined;
  readonly parameters?: readonly string[];
}

/** A query's whole result; a cell is Athena's text or null. */
export interface QueryResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly SqlRow[];
  /** Sizes of the files of its tables. */
  readonly bytesScanned: number;
}

/**
 * Athena over a Glue catalogue and the objects of S3, engine version 3. Executions are kept in memory,
 * their results in S3.
 *
 * @example
 * const athena = Athena.open({ objects: s3, catalog: glue });
 * athena.defineWorkgroup({ name: "shop", outputLocation: "s3://shop-athena/results/", enforce: true });
 * const { rows } = await athena.query("select count(*) from orders", { database: "shop" });
 */
export class Athena {
  readonly objects: Objects;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly executions: Executions;
  /** Rows of results that were asked for lately, so that paging reads a file once. */
  readonly pages = new RecentPages();
  readonly #engine: SqlEngine;
  readonly #log: WireLog | undefined;
  readonly #workgroups = new Map<string, Workgroup>();
  readonly #named = new Map<string, NamedQuery>();

  static open(options: AthenaOptions): Athena {
    return new Athena(options);
  }

  private constructor(options: AthenaOptions) {
    const { objects, catalog, clock = systemClock } = options;
    this.objects = objects;
    this.catalog = catalog;
    this.clock = clock;
    this.#log = options.log;
    this.#engine = new SqlEngine({
      catalog,
      objects,
      clock,
      ...(options.memory === undefined ? {} : { memory: options.memory }),
      ...(options.threads === undefined ? {} : { threads: options.threads }),
    });
    this.executions = new Executions({
      engine: this.#engine,
      objects,
      clock,
      concurrency: options.concurrency ?? 2,
      timeout: options.timeout ?? 30 * 60_000,
    });
    // Every account has it.
    this.defineWorkgroup({ name: "primary" });
    for (const workgroup of options.workgroups ?? []) this.defineWorkgroup(workgroup);
    for (const query of options.namedQueries ?? []) this.defineNamedQuery(query);
  }

  /** Replaces one of the same name. */
  defineWorkgroup(definition: WorkgroupDefinition): void {
    this.#workgroups.set(definition.name, { ...definition, createdAt: this.clock.now() });
  }

  /**
   * Replaces one of the same name in the same workgroup.
   * @throws AwsError InvalidRequestException where name or description are too long
   */
  defineNamedQuery(definition: NamedQueryDefinition): void {
    // https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html
    if (definition.name.length > 128)
      throw invalidRequest(`Name is longer than 128 characters: ${definition.name}`);
    if ((definition.description ?? "").length > 1024) {
      throw invalidRequest(`Description of ${definition.name} is longer than 1024 characters`);
    }
    const query = namedQuery(definition);
    this.#named.set(query.id, query);
  }

  /** Sorted by name. */
  workgroups(): readonly Workgroup[] {
    return [...this.#workgroups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws AwsError InvalidRequestException */
  workgroup(name = "primary"): Workgroup {
    const found = this.#workgroups.get(name);
    if (found === undefined) throw invalidRequest(`WorkGroup ${name} is not found.`);
    return found;
  }

  /** Of one workgroup, in the order in which they were defined. */
  namedQueries(workgroup: string): readonly NamedQuery[] {
    return [...this.#named.values()].filter((query) => query.workgroup === workgroup);
  }

  /** @throws AwsError InvalidRequestException */
  namedQuery(id: string): NamedQuery {
    const found = this.#named.get(id);
    if (found === undefined) throw invalidRequest(`NamedQuery ${id} was not found`);
    return found;
  }

  /**
   * Starts an execution under its workgroup's settings.
   * @throws AwsError InvalidRequestException
   */
  start(input: StartInput, token?: string): Execution {
    const workgroup = this.workgroup(input.workgroup);
    const own = workgroup.enforce === true ? undefined : input.outputLocation;
    const outputLocation = own ?? workgroup.outputLocation;
    if (outputLocation === undefined) {
      throw invalidRequest(
        "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.",
      );
    }
    if (!/^s3:\/\/[^/]+/.test(outputLocation))
      throw invalidRequest(`outputLocation is not a valid S3 path: ${outputLocation}`);
    return this.executions.start(
      {
        sql: input.sql,
        database: input.database ?? "default",
        catalog: input.catalog ?? "AwsDataCatalog",
        workgroup: workgroup.name,
        parameters: input.parameters ?? [],
        outputLocation,
        bytesScannedCutoff: workgroup.bytesScannedCutoff,
      },
      token,
    );
  }

  /**
   * Runs a statement in process, with its result in memory and none in S3.
   * @throws SqlError with Athena's codes; the signal's reason when it is aborted
   */
  async query(
    sql: string,
    options: { database?: string; parameters?: readonly string[]; signal?: AbortSignal } = {},
  ): Promise<QueryResult> {
    const { database = "default", parameters = [], signal } = options;
    const { columns, rows, bytes } = await this.executions.slot(
      () =>
        this.#engine.query(sql, {
          database,
          parameters,
          ...(signal === undefined ? {} : { signal }),
        }),
      signal,
    );
    return {
      columns: columns.map(({ name, type }) => ({ name, type: typeName(type) })),
      rows,
      bytesScanned: bytes,
    };
  }

  wireService(): WireService {
    return jsonService({
      signingName: "athena",
      targetPrefix: "AmazonAthena",
      contentType: "application/x-amz-json-1.1",
      operations: athenaOperations(this),
      ...(this.#log === undefined ? {} : { log: this.#log }),
    });
  }

  /** Stops what runs. */
  async close(): Promise<void> {
    await this.executions.close();
    this.#engine.close();
  }
}
