import { AwsError } from "../../errors.ts";
import type { AttributeMap, AttributeValue } from "./attribute-value.ts";
import { NumberError, normalizeNumber } from "./numbers.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items */
export const MAX_ITEM_BYTES = 409_600;
const MAX_DEPTH = 32;
const MAX_NAME_BYTES = 65_535;

export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

function invalidParameter(message: string): AwsError {
  return invalid(`One or more parameter values were invalid: ${message}`);
}

/**
 * Checks a map of attributes as AWS does and brings its numbers and binaries into AWS's own form,
 * in place: the map belongs to the callee from here on.
 *
 * @throws AwsError ValidationException, SerializationException
 */
export function checkItem(map: unknown): AttributeMap {
  if (!isAttributes(map)) throw mismatch(map, "Map");
  for (const name in map) {
    if (name === "") throw invalid("Empty attribute name");
    if (name.length > 21_845 && Buffer.byteLength(name) > MAX_NAME_BYTES) {
      throw invalid("Attribute name is too large, must be less than 65536 bytes");
    }
    checkValue(map[name], 1);
  }
  return map;
}

/** As `checkItem`, for one value. `depth` counts the lists and maps around it, itself included. */
export function checkValue(value: unknown, depth = 1): AttributeValue {
  if (!isValue(value)) throw mismatch(value, "AttributeValue");
  let type: string | undefined;
  const members: Record<string, unknown> = value;
  for (const key in members) {
    if (members[key] == null) continue;
    if (type !== undefined) {
      throw invalid(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
      );
    }
    type = key;
  }
  switch (type) {
    case "S":
      if (typeof value.S !== "string") throw mismatch(value.S, "String");
      return value;
    case "N":
      value.N = checkNumber(value.N);
      return value;
    case "B":
      value.B = checkBinary(value.B);
      return value;
    case "BOOL":
      if (typeof value.BOOL !== "boolean") throw mismatch(value.BOOL, "Boolean");
      return value;
    case "NULL":
      if (value.NULL !== true) {
        throw invalidParameter("Null attribute value types must have the value of true");
      }
      return value;
    case "SS":
      checkSet(value.SS, "string", (member) => {
        if (typeof member !== "string") throw mismatch(member, "String");
        return member;
      });
      return value;
    case "NS":
      checkSet(value.NS, "number", checkNumber);
      return value;
    case "BS":
      checkSet(value.BS, "binary", checkBinary);
      return value;
    case "L":
      checkDepth(depth);
      if (!Array.isArray(value.L)) throw mismatch(value.L, "List");
      for (const element of value.L) checkValue(element, depth + 1);
      return value;
    case "M":
      checkDepth(depth);
      if (!isAttributes(value.M)) throw mismatch(value.M, "Map");
      for (const name in value.M) {
        if (name === "") throw invalid("Empty attribute name");
        checkValue(value.M[name], depth + 1);
      }
      return value;
    default:
      throw invalid(
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
      );
  }
}

function checkDepth(depth: number): void {
  if (depth >= MAX_DEPTH) {
    throw invalid(
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
    );
  }
}

function checkNumber(text: unknown): string {
  if (typeof text !== "string") throw mismatch(text, "String");
  try {
    return normalizeNumber(text);
  } catch (error) {
    if (error instanceof NumberError) throw invalid(error.message);
    throw error;
  }
}

function checkBinary(text: unknown): string {
  if (typeof text !== "string") throw mismatch(text, "Blob");
  const bytes = Buffer.from(text, "base64");
  const canonical = bytes.toString("base64");
  if (canonical.replace(/=+$/, "") !== text.replace(/=+$/, "")) {
    throw new AwsError("SerializationException", `Invalid length or character in base64: ${text}`);
  }
  return canonical;
}

function checkSet(members: unknown, kind: string, check: (member: unknown) => string): void {
  if (!Array.isArray(members)) throw mismatch(members, "List");
  if (members.length === 0) throw invalidParameter(`An ${kind} set  may not be empty`);
  for (let i = 0; i < members.length; i++) members[i] = check(members[i]);
  if (new Set(members).size !== members.length) {
    throw kind === "number"
      ? invalid("Input collection contains duplicates")
      : invalidParameter(
          kind === "string"
            ? `Input collection [${members.join(", ")}] contains duplicates`
            : "Input collection of type BS contains duplicates.",
        );
  }
}

function isValue(value: unknown): value is AttributeValue {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAttributes(value: unknown): value is AttributeMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** AWS's answer where the JSON has another type than the model. */
function mismatch(value: unknown, wanted: string): AwsError {
  const kind =
    typeof value === "string"
      ? "STRING_VALUE"
      : typeof value === "number"
        ? "NUMBER_VALUE"
        : typeof value === "boolean"
          ? `${value ? "TRUE" : "FALSE"}_VALUE`
          : Array.isArray(value)
            ? "START_ARRAY"
            : "START_OBJECT";
  return new AwsError("SerializationException", `${kind} cannot be converted to ${wanted}`);
}

/**
 * An item's size in bytes by AWS's rules.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: AttributeMap): number {
  let bytes = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) bytes += Buffer.byteLength(name) + valueBytes(value);
  }
  return bytes;
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return Buffer.byteLength(value.B, "base64");
  if (value.SS) return value.SS.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (value.NS) return value.NS.reduce((sum, text) => sum + numberBytes(text), 0);
  if (value.BS) return value.BS.reduce((sum, text) => sum + Buffer.byteLength(text, "base64"), 0);
  if (value.L) return value.L.reduce((sum, element) => sum + 1 + valueBytes(element), 3);
  if (value.M) return itemBytes(value.M) + 3 + Object.keys(value.M).length;
  return 1;
}

function numberBytes(text: string): number {
  const digits = text.replace(/^-?0*\.?0*|\.|0+$/g, "").length;
  return Math.ceil(digits / 2) + 1 + (text.startsWith("-") ? 1 : 0);
}

/**
 * Refuses an item over 400 KB. `text` is its JSON, which is never shorter than the item by AWS's
 * count, so that only a large item has to be measured.
 */
export function checkItemSize(item: AttributeMap, text: string): void {
  if (text.length * 3 <= MAX_ITEM_BYTES) return;
  if (itemBytes(item) > MAX_ITEM_BYTES) {
    throw invalid("Item size has exceeded the maximum allowed size");
  }
}
