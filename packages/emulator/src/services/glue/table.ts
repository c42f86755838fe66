import { AwsError } from "../../errors.ts";
import type { JsonObject } from "../../wire/json.ts";
import type { GlueColumn, GlueTable } from "../ports.ts";

/** A table as it is kept: what the client said, whole, and what the other services read of it. */
export interface StoredTable {
  /** The API's `Table`, with its times in seconds. */
  readonly raw: JsonObject;
  readonly table: GlueTable;
}

/** Members of a TableInput that come back in a Table. Others are refused. */
const MEMBERS = new Set([
  "Name",
  "Description",
  "Owner",
  "LastAccessTime",
  "LastAnalyzedTime",
  "Retention",
  "StorageDescriptor",
  "PartitionKeys",
  "ViewOriginalText",
  "ViewExpandedText",
  "TableType",
  "Parameters",
  "TargetTable",
  "ViewDefinition",
]);

/**
 * @param input the API's TableInput
 * @throws AwsError InvalidInputException
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html
 */
export function readTableInput(database: string, input: JsonObject): GlueTable {
  const foreign = Object.keys(input).find((name) => !MEMBERS.has(name));
  if (foreign !== undefined) throw invalidInput(`TableInput has no member ${foreign}`);
  const storage = readObject(input.StorageDescriptor ?? {}, "StorageDescriptor");
  const type = input.TableType ?? "EXTERNAL_TABLE";
  const optional = {
    Description: readText(input.Description, "Description"),
    ViewOriginalText: readText(input.ViewOriginalText, "ViewOriginalText"),
  };
  const location = readText(storage.Location, "StorageDescriptor.Location");
  return {
    Name: readName(input.Name),
    DatabaseName: database,
    TableType: type === "VIRTUAL_VIEW" ? "VIRTUAL_VIEW" : "EXTERNAL_TABLE",
    PartitionKeys: readColumns(input.PartitionKeys, "PartitionKeys"),
    StorageDescriptor: {
      Columns: readColumns(storage.Columns, "StorageDescriptor.Columns"),
      ...(location === undefined ? {} : { Location: location }),
    },
    Parameters: readParameters(input.Parameters),
    ...(optional.Description === undefined ? {} : { Description: optional.Description }),
    ...(optional.ViewOriginalText === undefined
      ? {}
      : { ViewOriginalText: optional.ViewOriginalText }),
  };
}

/**
 * A database's or table's name, in lower case as Glue keeps it.
 *
 * @throws AwsError InvalidInputException
 */
export function readName(value: unknown): string {
  // https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html (single-line string)
  if (typeof value === "string" && /^[^\p{Cc}/]{1,255}$/u.test(value)) return value.toLowerCase();
  throw invalidInput(`Name must have 1 to 255 characters on one line: ${JSON.stringify(value)}`);
}

/** @throws AwsError InvalidInputException */
export function readObject(value: unknown, where: string): JsonObject {
  if (isObject(value)) return value;
  throw invalidInput(`${where} must be an object`);
}

/** @throws AwsError InvalidInputException */
export function readText(value: unknown, where: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw invalidInput(`${where} must be a string`);
}

export function invalidInput(message: string): AwsError {
  return new AwsError("InvalidInputException", message);
}

function readColumns(value: unknown, where: string): GlueColumn[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalidInput(`${where} must be a list`);
  return value.map((each: unknown, index) => {
    const column = readObject(each, `${where}[${index}]`);
    const comment = readText(column.Comment, `${where}[${index}].Comment`);
    return {
      Name: readName(column.Name),
      Type: readText(column.Type, `${where}[${index}].Type`) ?? "string",
      ...(comment === undefined ? {} : { Comment: comment }),
    };
  });
}

function readParameters(value: unknown): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, text] of Object.entries(readObject(value ?? {}, "Parameters"))) {
    parameters[name] = readText(text, `Parameters.${name}`) ?? "";
  }
  return parameters;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
