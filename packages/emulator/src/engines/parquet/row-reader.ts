import { type HiveColumn, type HiveType, hiveType } from "./hive-types.ts";
import { splitJsonObjects } from "./json-objects.ts";

/** The rows of one record as NDJSON (no newline at the end), or why it cannot be converted. */
export type RecordRows =
  | { readonly ndjson: string; readonly rows: number }
  | { readonly errorCode: string; readonly errorMessage: string };

const textDecoder = new TextDecoder();

/** A function whose rows look different all the time is not to cost a regular expression each. */
const MOST_SHAPES = 16;

/** Reads records for one table: splits them into rows and holds each row against the columns' types. */
export class RowReader {
  readonly columns: readonly HiveColumn[];
  readonly #types = new Map<string, HiveType>();
  #shape: RegExp | undefined;
  #shapesLearnt = 0;

  /** @throws NotImplementedError for a column of a nested or binary type */
  constructor(columns: readonly HiveColumn[]) {
    this.columns = columns;
    for (const { Name, Type } of columns) this.#types.set(Name.toLowerCase(), hiveType(Type));
  }

  /**
   * A record of one JSON object, or of several, one after another or one a line.
   *
   * @param record as UTF-8 gives it; bytes that are none are to be refused before
   */
  read(record: string): RecordRows {
    const known = this.#rowsOfShape(record);
    const text = record.endsWith("\n") ? record.slice(0, -1) : record;
    if (known > 0) return { ndjson: text, rows: known };
    if (!text.includes("\n") && !text.includes("}{")) {
      const row = this.#row(text);
      return typeof row === "string" ? { ndjson: row, rows: 1 } : row;
    }
    const lines = this.#lines(text);
    if (lines !== undefined) return lines;
    const objects = splitJsonObjects(Buffer.from(text));
    // Not a sequence of objects: one document over several lines, or none at all.
    if (objects === undefined) {
      const row = this.#row(text);
      if (typeof row !== "string") return row;
      return { ndjson: row.includes("\n") ? JSON.stringify(JSON.parse(row)) : row, rows: 1 };
    }
    const rows: string[] = [];
    for (const object of objects) {
      const row = this.#row(textDecoder.decode(object));
      if (typeof row !== "string") return row;
      rows.push(row);
    }
    return { ndjson: rows.join("\n"), rows: rows.length };
  }

  /**
   * How many rows a record has whose rows all look like those before: the same members, in the same
   * order, their values plain. They need not be parsed to be known to fit. 0 for any other record.
   */
  #rowsOfShape(record: string): number {
    const shape = this.#shape;
    if (shape === undefined) return 0;
    let rows = 0;
    for (let at = 0; at < record.length; at = shape.lastIndex) {
      shape.lastIndex = at;
      if (!shape.test(record)) return 0;
      rows += 1;
    }
    return rows;
  }

  /** Remembers the members of a row that fits as it is. */
  #learn(row: object): void {
    if (this.#shapesLearnt >= MOST_SHAPES) return;
    const members: string[] = [];
    for (const name of Object.keys(row)) {
      const type = this.#types.get(name);
      if (type === undefined || !/^\w+$/.test(name)) return;
      members.push(`"${name}":(?:${type.json}|null)`);
    }
    this.#shapesLearnt += 1;
    this.#shape = new RegExp(`\\{${members.join(",")}\\}(?:\\n|$)`, "y");
  }

  /** Rows as most functions make them, one a line; undefined where a line is no row by itself. */
  #lines(text: string): RecordRows | undefined {
    const rows = text.split("\n");
    let isText = true;
    for (const [at, line] of rows.entries()) {
      const row = this.#row(line);
      if (typeof row !== "string") return undefined;
      isText &&= row === line;
      rows[at] = row;
    }
    return { ndjson: isText ? text : rows.join("\n"), rows: rows.length };
  }

  /** The row's text, its names in lower case, or the error. */
  #row(text: string): string | Extract<RecordRows, { errorCode: string }> {
    let row: unknown;
    try {
      row = JSON.parse(text);
    } catch (error) {
      if (text.trim() === "")
        return malformed("The record was empty or contained only whitespace.");
      return parseError(error instanceof Error ? error.message : String(error));
    }
    if (typeof row !== "object" || row === null) {
      return malformed(
        "The input JSON contained a primitive at the top level. The top level must be an object or array.",
      );
    }
    if (Array.isArray(row)) {
      return malformed(
        "Data does not match the schema. java.io.IOException: Start of Object expected",
      );
    }
    return this.#check(text, row);
  }

  #check(text: string, row: object): string | Extract<RecordRows, { errorCode: string }> {
    let lowered: Map<string, unknown> | undefined;
    for (const name in row) {
      const value: unknown = Reflect.get(row, name);
      let type = this.#types.get(name);
      if (type === undefined) {
        // Hive's SerDe matches names in lower case; what matches no column disappears.
        const lower = name.toLowerCase();
        type = this.#types.get(lower);
        if (type === undefined) continue;
        lowered ??= new Map();
        lowered.set(lower, value);
      }
      if (value === null) continue;
      const refusal = type.refusal(value);
      if (refusal !== undefined) return malformed(`Data does not match the schema. ${refusal}`);
    }
    if (lowered === undefined) {
      this.#learn(row);
      return text;
    }
    return JSON.stringify({ ...row, ...Object.fromEntries(lowered) });
  }
}

export const notUtf8: RecordRows = parseError("The record is not UTF-8.");

function parseError(detail: string): Extract<RecordRows, { errorCode: string }> {
  return {
    errorCode: "DataFormatConversion.ParseError",
    errorMessage: `Encountered malformed JSON. ${detail}`,
  };
}

function malformed(errorMessage: string): Extract<RecordRows, { errorCode: string }> {
  return { errorCode: "DataFormatConversion.MalformedData", errorMessage };
}
