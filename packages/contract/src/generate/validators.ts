import { transform } from "esbuild";
import { type EventName, events } from "../events.ts";
import { type Json, toDraft04 } from "./request-models.ts";

/*
 * The functions check every event against its schema, and a transform must start in 25 KB. ajv's
 * standalone code for an order is 24 KB and takes twice as long; this writes the few keywords that the
 * contract uses as plain comparisons. ajv is the oracle in the tests.
 */

type Schema = { readonly [keyword: string]: Json };

const HELPERS = `
const longer = (s, n) => { if (s.length <= n) return false; let c = 0; for (const _ of s) c++; return c > n; };
const shorter = (s, n) => { let c = 0; for (const _ of s) if (++c >= n) return false; return c < n; };
const decimals = (x, f) => { const k = Math.round(x * f); return k / f === x || Math.abs(x * f - k) <= 4.4e-16 * Math.abs(k); };
const isObject = (v) => typeof v === "object" && v !== null && !Array.isArray(v);
`;

/** Keywords that a schema node may have, beside the annotations; another one fails the generation. */
const known = new Set([
  ...["anyOf", "description", "enum", "items", "maxItems", "maxLength", "maximum", "minItems"],
  ...["minLength", "minimum", "multipleOf", "pattern", "properties", "required", "type"],
]);

/**
 * A validator of one event type as a self-contained ES module: `validate(data)`, and where the
 * answer is false `validate.errors` with the first offence.
 */
export async function validatorModule(name: EventName): Promise<string> {
  const writer = new ValidatorWriter();
  const root = writer.node(asSchema(toDraft04(events[name].schema), "#"), "#");
  const code = `${HELPERS}${writer.declarations.join("\n")}
export const validate = (data) => {
  const error = ${root}(data);
  if (error === undefined) { validate.errors = null; return true; }
  const at = error.lastIndexOf("#");
  validate.errors = [{ instancePath: error.slice(0, at), keyword: error.slice(at + 1) }];
  return false;
};`;
  const minified = await transform(code, {
    format: "esm",
    target: "node20",
    minify: true,
    logLevel: "error",
  });
  return `// Generated from packages/contract/src by \`pnpm generate\`. Do not edit.\n${minified.code}`;
}

/** Its declaration. */
export function validatorDeclaration(name: EventName): string {
  const { model } = events[name];
  return `// Generated from packages/contract/src by \`pnpm generate\`. Do not edit.
import type { ${model} } from "../src/${model === "Order" ? "order" : "invoice-line"}.ts";

/**
 * Whether a value is an event's data by its schema; where it is not, \`validate.errors\` holds the
 * first offence: the path of the value (of the missing value, where keyword is \`required\`) and the
 * JSON Schema keyword that it breaks.
 */
export declare const validate: {
  (data: unknown): data is ${model};
  errors?: readonly { readonly instancePath: string; readonly keyword: string }[] | null;
};
`;
}

/** Writes a function per distinct schema node. Each returns undefined, or `<path>#<keyword>`. */
class ValidatorWriter {
  readonly declarations: string[] = [];
  readonly #names = new Map<string, string>();

  node(schema: Schema, path: string): string {
    for (const keyword of Object.keys(schema)) {
      if (!known.has(keyword)) throw new Error(`${path}: no validator for the keyword ${keyword}`);
    }
    const key = JSON.stringify(schema, (name, value) =>
      name === "description" && typeof value === "string" ? undefined : value,
    );
    const existing = this.#names.get(key);
    if (existing !== undefined) return existing;
    const name = `node${this.#names.size}`;
    this.#names.set(key, name);
    const body = [
      this.#type(schema, path),
      this.#text(schema),
      this.#number(schema),
      this.#enumeration(schema),
      this.#object(schema, path),
      this.#array(schema, path),
      this.#anyOf(schema, path),
    ];
    this.declarations.push(`const ${name} = (v) => { let x, e; ${body.join("")} };`);
    return name;
  }

  #type(schema: Schema, path: string): string {
    if (schema.type === undefined) return "";
    const types = Array.isArray(schema.type) ? schema.type : [schema.type];
    const tests = types.map((type) => {
      const test = typeTests[String(type)];
      if (test === undefined) throw new Error(`${path}: no validator for the type ${type}`);
      return test;
    });
    return `if (!(${tests.join("||")})) return "#type";`;
  }

  #text(schema: Schema): string {
    const checks: string[] = [];
    if (schema.maxLength !== undefined) {
      checks.push(`if (longer(v, ${schema.maxLength})) return "#maxLength";`);
    }
    if (schema.minLength === 1) checks.push(`if (v === "") return "#minLength";`);
    else if (schema.minLength !== undefined) {
      checks.push(`if (shorter(v, ${schema.minLength})) return "#minLength";`);
    }
    if (schema.pattern !== undefined) {
      checks.push(`if (!${this.#pattern(String(schema.pattern))}.test(v)) return "#pattern";`);
    }
    return checks.length === 0 ? "" : `if (typeof v === "string") { ${checks.join("")} }`;
  }

  #pattern(source: string): string {
    const key = `pattern ${source}`;
    const existing = this.#names.get(key);
    if (existing !== undefined) return existing;
    const name = `pattern${this.#names.size}`;
    this.#names.set(key, name);
    this.declarations.push(`const ${name} = new RegExp(${JSON.stringify(source)}, "u");`);
    return name;
  }

  #number(schema: Schema): string {
    const checks: string[] = [];
    // Written so that NaN fails.
    if (schema.minimum !== undefined) {
      checks.push(`if (!(v >= ${schema.minimum})) return "#minimum";`);
    }
    if (schema.maximum !== undefined) {
      checks.push(`if (!(v <= ${schema.maximum})) return "#maximum";`);
    }
    if (schema.multipleOf === 1) {
      checks.push(`if (!Number.isInteger(v)) return "#multipleOf";`);
    } else if (schema.multipleOf !== undefined) {
      const factor = Math.round(1 / Number(schema.multipleOf));
      checks.push(`if (!decimals(v, ${factor})) return "#multipleOf";`);
    }
    return checks.length === 0 ? "" : `if (typeof v === "number") { ${checks.join("")} }`;
  }

  #enumeration(schema: Schema): string {
    if (!Array.isArray(schema.enum)) return "";
    const tests = schema.enum.map((value) => `v !== ${JSON.stringify(value)}`);
    return `if (${tests.join("&&")}) return "#enum";`;
  }

  #object(schema: Schema, path: string): string {
    const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
    const properties = Object.entries(
      asSchema(schema.properties ?? {}, `${path}/properties`),
    ) as readonly (readonly [string, Json])[];
    const checks = properties.map(([name, property]) => {
      const child = `${path}/properties/${name}`;
      const test = `if ((e = ${this.node(asSchema(property, child), child)}(x)) !== undefined) return "/${name}" + e;`;
      return `x = v[${JSON.stringify(name)}]; ${
        required.includes(name)
          ? `if (x === undefined) return "/${name}#required"; ${test}`
          : `if (x !== undefined) { ${test} }`
      }`;
    });
    const rest = required.filter((name) => !properties.some(([property]) => property === name));
    for (const name of rest) {
      checks.push(`if (v[${JSON.stringify(name)}] === undefined) return "/${name}#required";`);
    }
    if (checks.length === 0) return "";
    return schema.type === "object" ? checks.join("") : `if (isObject(v)) { ${checks.join("")} }`;
  }

  #array(schema: Schema, path: string): string {
    const checks: string[] = [];
    if (schema.minItems !== undefined) {
      checks.push(`if (v.length < ${schema.minItems}) return "#minItems";`);
    }
    if (schema.maxItems !== undefined) {
      checks.push(`if (v.length > ${schema.maxItems}) return "#maxItems";`);
    }
    if (schema.items !== undefined) {
      const child = this.node(asSchema(schema.items, `${path}/items`), `${path}/items`);
      checks.push(
        `for (let i = 0; i < v.length; i++) if ((e = ${child}(v[i])) !== undefined) return "/" + i + e;`,
      );
    }
    return checks.length === 0 ? "" : `if (Array.isArray(v)) { ${checks.join("")} }`;
  }

  #anyOf(schema: Schema, path: string): string {
    if (!Array.isArray(schema.anyOf)) return "";
    const tests = schema.anyOf.map((branch, i) => {
      const child = `${path}/anyOf/${i}`;
      return `${this.node(asSchema(branch, child), child)}(v) !== undefined`;
    });
    return `if (${tests.join("&&")}) return "#anyOf";`;
  }
}

const typeTests: Readonly<Record<string, string>> = {
  array: "Array.isArray(v)",
  boolean: 'typeof v === "boolean"',
  integer: "Number.isInteger(v)",
  null: "v === null",
  number: 'typeof v === "number"',
  object: "isObject(v)",
  string: 'typeof v === "string"',
};

function asSchema(value: Json, path: string): Schema {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new Error(`${path} is no schema`);
  }
  return value as Schema;
}
