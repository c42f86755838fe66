import { isDeepStrictEqual } from "node:util";
import { type Clock, systemClock } from "../../clock.ts";
import { AwsError } from "../../errors.ts";
import { Checkpoints } from "../../storage/checkpoints.ts";
import type { Disk } from "../../storage/disk.ts";
import { type JsonObject, jsonService } from "../../wire/json.ts";
import { stderrLog, type WireLog } from "../../wire/log.ts";
import type { WireService } from "../../wire/service.ts";
import type { Catalog, GlueTable } from "../ports.ts";
import { glueOperations } from "./operations.ts";
import {
  findDatabase,
  findTable,
  type GlueState,
  newTable,
  readState,
  withDatabase,
  withTable,
  writeState,
} from "./state.ts";
import { readName } from "./table.ts";

export interface GlueOptions {
  readonly disk: Disk;
  /** Absolute path of the directory that holds the catalogue's file. */
  readonly directory: string;
  readonly clock?: Clock;
  readonly log?: WireLog;
}

/**
 * Glue's data catalogue: databases and tables, kept in one file that is replaced as a whole.
 *
 * @example
 * const glue = await Glue.open({ disk: new NodeDisk(), directory: "/tmp/data/glue" });
 * await glue.ensureDatabase("lake");
 * await glue.putTable({ DatabaseName: "lake", Name: "orders", … });
 */
export class Glue implements Catalog {
  readonly #checkpoints: Checkpoints;
  readonly #clock: Clock;
  readonly #log: WireLog;
  #state: GlueState;
  #saving: Promise<void> = Promise.resolve();

  static async open(options: GlueOptions): Promise<Glue> {
    await options.disk.makeDirectory(options.directory);
    const checkpoints = new Checkpoints(options.disk, options.directory);
    return new Glue(options, checkpoints, readState(await checkpoints.load("catalog")));
  }

  private constructor(options: GlueOptions, checkpoints: Checkpoints, state: GlueState) {
    this.#checkpoints = checkpoints;
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log ?? stderrLog;
    this.#state = state;
  }

  /** The catalogue as it is. */
  get state(): GlueState {
    return this.#state;
  }

  table(database: string, name: string): GlueTable {
    return findTable(this.#state, database, name).table;
  }

  tables(database: string): readonly GlueTable[] {
    return [...findDatabase(this.#state, database).tables.values()].map(({ table }) => table);
  }

  databases(): readonly string[] {
    return [...this.#state.keys()].sort();
  }

  /** @throws AwsError InvalidInputException */
  async ensureDatabase(name: string, description?: string): Promise<void> {
    await this.change((state) =>
      state.has(readName(name))
        ? state
        : withDatabase(state, readName(name), {
            raw: {
              Name: readName(name),
              ...(description === undefined ? {} : { Description: description }),
              CreateTime: this.#clock.now() / 1000,
            },
            tables: new Map(),
          }),
    );
  }

  /**
   * Creates a table or view, or replaces the one of that name.
   *
   * @throws AwsError EntityNotFoundException where the database is missing, InvalidInputException
   */
  async putTable(definition: GlueTable): Promise<void> {
    const { DatabaseName: database, ...input } = definition;
    await this.change((state) => {
      const now = this.#clock.now();
      const before = findDatabase(state, database).tables.get(readName(definition.Name));
      const created = before?.raw.CreateTime;
      const createdAt = typeof created === "number" ? created * 1000 : now;
      const table = newTable(database, input, { createdAt, updatedAt: now });
      // The composer says every table again at every start: most are as they were.
      return isSame(table.raw, before?.raw) ? state : withTable(state, database, table);
    });
  }

  /** Replaces the catalogue by what `step` makes of it; durable when it resolves. One at a time. */
  async change(step: (state: GlueState) => GlueState): Promise<void> {
    const saved = this.#saving.then(async () => {
      const next = step(this.#state);
      if (next === this.#state) return;
      try {
        await this.#checkpoints.save("catalog", writeState(next));
      } catch (error) {
        throw new AwsError("InternalServiceException", "The catalogue could not be stored.", {
          status: 500,
          cause: error,
        });
      }
      this.#state = next;
    });
    this.#saving = saved.catch(() => {});
    await saved;
  }

  /** The Glue API for the listener. */
  wireService(): WireService {
    return jsonService({
      signingName: "glue",
      targetPrefix: "AWSGlue",
      contentType: "application/x-amz-json-1.1",
      operations: glueOperations(this, this.#clock),
      log: this.#log,
    });
  }
}

function isSame(one: JsonObject, other: JsonObject | undefined): boolean {
  return isDeepStrictEqual({ ...one, UpdateTime: 0 }, { ...other, UpdateTime: 0 });
}
