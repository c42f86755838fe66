import { mkdir } from "node:fs/promises";
import type { Clock } from "../../clock.ts";
import { AwsError, NotImplementedError } from "../../errors.ts";
import { JsonText, jsonService } from "../../wire/json.ts";
import type { WireLog } from "../../wire/log.ts";
import type { WireService } from "../../wire/service.ts";
import { Catalog } from "./catalog.ts";
import { type Context, type Throttle, throttled } from "./context.ts";
import type { Input } from "./input.ts";
import { tableName } from "./input.ts";
import { type Operation, operations } from "./operations.ts";
import { Planner } from "./statement-plan.ts";
import { Store } from "./store.ts";
import { readTable } from "./table-record.ts";
import { TransactionTokens } from "./transaction-operations.ts";

export interface DynamoDbOptions {
  /** Absolute path of the service's own directory; made where it is missing. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log?: WireLog;
  /** For fault tests: true makes an operation, or a statement of a batch, answer as throttled. */
  readonly throttle?: Throttle;
}

/**
 * DynamoDB on lmdb. A write is acknowledged once it is committed to the operating system: kill -9
 * does not undo it, power loss may, up to the last `flushed()`.
 *
 * lmdb's transactions must not be torn down with a worker: use it in the main thread only.
 *
 * @example
 * const db = await DynamoDb.open({ directory: "/data/dynamodb", clock: systemClock });
 * await db.ensureTable({ TableName: "orders", KeySchema: […], AttributeDefinitions: […] });
 * await db.execute("PutItem", { TableName: "orders", Item: { customer_id: { S: "c1" } } });
 */
export class DynamoDb {
  readonly #context: Context;
  readonly #log: WireLog | undefined;

  private constructor(context: Context, options: DynamoDbOptions) {
    this.#context = context;
    this.#log = options.log;
  }

  static async open(options: DynamoDbOptions): Promise<DynamoDb> {
    await mkdir(options.directory, { recursive: true });
    const store = new Store(options.directory);
    const catalog = new Catalog(store, options.clock);
    const context: Context = {
      store,
      catalog,
      planner: new Planner(catalog),
      throttle: options.throttle ?? (() => false),
      clock: options.clock,
      tokens: new TransactionTokens(),
    };
    return new DynamoDb(context, options);
  }

  /**
   * Makes the table where it is missing.
   *
   * @param input as of CreateTable.
   * @throws AwsError ResourceInUseException where a table of the name has other keys or indexes.
   */
  async ensureTable(input: Input): Promise<void> {
    const existing = this.#context.catalog.find(tableName(input));
    if (existing === undefined) {
      await this.#context.catalog.create(input);
      return;
    }
    const wanted = readTable(input, existing.record.id, this.#context.clock.now());
    const shape = (record: typeof wanted) => JSON.stringify([record.schema, record.indexes]);
    if (shape(wanted) !== shape(existing.record)) {
      throw new AwsError(
        "ResourceInUseException",
        `Table ${existing.name} exists with other keys or indexes`,
      );
    }
  }

  /**
   * Runs an operation by its name in AWS's API. The input is taken over: its numbers may be
   * brought into AWS's form in place.
   *
   * @throws AwsError as AWS answers it; NotImplementedError
   */
  async execute(operation: string, input: Input): Promise<unknown> {
    const output = await this.#run(operation, input);
    return output instanceof JsonText ? JSON.parse(output.text) : output;
  }

  async #run(operation: string, input: Input): Promise<unknown> {
    const known: Operation | undefined = Object.hasOwn(operations, operation)
      ? operations[operation]
      : undefined;
    if (known === undefined) throw new NotImplementedError("dynamodb", operation);
    if (this.#context.throttle(operation)) throw throttled();
    return known(this.#context, input);
  }

  /** The service for the AWS listener. */
  wireService(): WireService {
    const names = Object.keys(operations);
    return jsonService({
      signingName: "dynamodb",
      targetPrefix: "DynamoDB_20120810",
      contentType: "application/x-amz-json-1.0",
      errorNamespace: "com.amazonaws.dynamodb.v20120810",
      operations: Object.fromEntries(
        names.map((name) => [name, (input: Input) => this.#run(name, input)]),
      ),
      ...(this.#log && { log: this.#log }),
    });
  }

  /** Exact number of items. @throws AwsError ResourceNotFoundException */
  itemCount(table: string): number {
    return this.#context.catalog.namedTable(table).itemCount;
  }

  /** Resolves when everything acknowledged before the call survives power loss. @throws where the disk refuses. */
  flushed(): Promise<void> {
    return this.#context.store.flushed();
  }

  /** Finishes the writes under way, flushes and closes. */
  async close(): Promise<void> {
    await this.flushed();
    await this.#context.store.close();
  }
}
