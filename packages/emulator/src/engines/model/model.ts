import type { ValidateFunction } from "ajv";
import { default as Ajv04 } from "ajv-draft-04";
import addFormats from "ajv-formats";
import { type Finding, findings } from "./messages.ts";
import { multipleOf } from "./multiple-of.ts";

/** A request model, compiled once. */
export interface RequestModel {
  readonly name: string;
  /**
   * What is wrong with a value, in the order of the document; undefined where nothing is.
   * @param text the JSON text that the value was read from: 6.0 is no integer there
   */
  validate(value: unknown, text?: string): readonly Finding[] | undefined;
}

/** A model that is no JSON Schema draft-04, or uses what API Gateway does not take. */
export class ModelError extends Error {
  override readonly name = "ModelError";
}

// Later drafts' keywords, which API Gateway ignores or refuses: a model that relies on one would let through there
// what it stops here.
const unsupported = ["const", "if", "then", "else", "contains", "propertyNames", "$id", "examples"];

/**
 * Compiles a model (JSON Schema draft-04, as text).
 *
 * @throws ModelError
 */
export function compileModel(name: string, schemaText: string): RequestModel {
  const schema = parseSchema(name, schemaText);
  const quick = compile(name, schema, false);
  // Every finding is wanted only when there is one: collecting them costs the good requests nothing.
  let thorough: ValidateFunction | undefined;
  const all = (): ValidateFunction => {
    thorough ??= compile(name, schema, true);
    return thorough;
  };
  return {
    name,
    validate(value, text) {
      if (quick(value) === true) {
        if (text === undefined || !looksLikeDecimal.test(text)) return undefined;
        return decimalsForIntegers(all(), text);
      }
      const validator = all();
      validator(value);
      return findings(validator.errors ?? [], value);
    },
  };
}

/** A number that may be whole and yet not be written as an integer: 6.0, 1e3. */
const looksLikeDecimal = /\d(?:\.0+(?!\d)|[eE])/;
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * API Gateway's validator goes by the text: 6.0 is of type number, not integer. JSON.parse no longer
 * knows, so those numbers are read once more as halves, which no integer field takes.
 */
function decimalsForIntegers(
  validator: ValidateFunction,
  text: string,
): readonly Finding[] | undefined {
  const halves = text.replace(stringOrNumber, (token) => {
    if (token.startsWith('"') || !/[.eE]/.test(token)) return token;
    const value = Number(token);
    return Number.isInteger(value) && Math.abs(value) < 2 ** 51 ? String(value + 0.5) : token;
  });
  if (halves === text) return undefined;
  const value: unknown = JSON.parse(halves);
  validator(value);
  const errors = (validator.errors ?? []).filter(
    ({ keyword, params }) =>
      keyword === "type" && params.type?.includes("integer") && !params.type.includes("number"),
  );
  const found = findings(errors, value);
  return found.length === 0 ? undefined : found;
}

function parseSchema(name: string, text: string): Record<string, unknown> {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (cause) {
    throw new ModelError(`model ${name} is not JSON`, { cause });
  }
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    throw new ModelError(`model ${name} is not a JSON object`);
  }
  refuseKeywords(name, schema);
  return Object.fromEntries(Object.entries(schema));
}

/** Looks for unsupported keywords where schemas are; a property may have any name. */
function refuseKeywords(name: string, schema: unknown, path = ""): void {
  if (typeof schema !== "object" || schema === null) return;
  if (Array.isArray(schema)) {
    for (const [index, inner] of schema.entries()) refuseKeywords(name, inner, `${path}/${index}`);
    return;
  }
  for (const [key, inner] of Object.entries(schema)) {
    if (unsupported.includes(key)) {
      throw new ModelError(`model ${name}: ${path}/${key} is not a keyword of draft-04`);
    }
    if (key === "enum" || key === "default" || key === "required") continue;
    if (key === "properties" || key === "definitions" || key === "patternProperties") {
      for (const [property, of] of Object.entries(inner ?? {})) {
        refuseKeywords(name, of, `${path}/${key}/${property}`);
      }
    } else refuseKeywords(name, inner, `${path}/${key}`);
  }
}

function compile(
  name: string,
  schema: Record<string, unknown>,
  allErrors: boolean,
): ValidateFunction {
  const ajv = new Ajv04({
    allErrors,
    verbose: true,
    strict: true,
    // 1e400 is a number, as it is to a validator that reads decimals: one over the maximum.
    strictNumbers: false,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    unicodeRegExp: true,
    logger: false,
  });
  addFormats(ajv);
  ajv.removeKeyword("multipleOf");
  ajv.addKeyword({
    keyword: "multipleOf",
    type: "number",
    schemaType: "number",
    compile: multipleOf,
  });
  try {
    return ajv.compile(schema);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ModelError(`model ${name} cannot be compiled: ${why}`, { cause });
  }
}
