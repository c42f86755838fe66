import { Ajv } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { build } from "esbuild";
import { type EventName, events } from "../events.ts";
import { toDraft04 } from "./request-models.ts";

/**
 * A validator of one event type as a self-contained ES module. ajv's standalone code requires
 * parts of ajv, so it is bundled.
 */
export async function validatorModule(name: EventName): Promise<string> {
  const ajv = new Ajv({
    allowUnionTypes: true,
    code: { source: true, esm: true },
    messages: false,
    inlineRefs: true,
    // 0.1 + 0.2 and 17.85 are multiples of a cent; a quotient's last bits do not decide.
    multipleOfPrecision: 6,
    strict: true,
    strictRequired: false,
  });
  const validate = ajv.compile(withoutDescriptions(toDraft04(events[name].schema)));
  const bundled = await build({
    stdin: { contents: standaloneCode(ajv, validate), resolveDir: import.meta.dirname },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    minify: true,
    write: false,
    logLevel: "error",
  });
  const code = bundled.outputFiles[0]?.text ?? "";
  return `// Generated from packages/contract/src by \`pnpm generate\`. Do not edit.\n${code}`;
}

/** Its declaration. */
export function validatorDeclaration(name: EventName): string {
  const { model } = events[name];
  return `// Generated from packages/contract/src by \`pnpm generate\`. Do not edit.
import type { ErrorObject } from "ajv";
import type { ${model} } from "../src/${model === "Order" ? "order" : "invoice-line"}.ts";

/** Whether a value is an event's data by its schema; where it is not, \`validate.errors\` says why. */
export declare const validate: {
  (data: unknown): data is ${model};
  errors?: ErrorObject[] | null;
};
export default validate;
`;
}

/** The validator's errors name keyword and path; descriptions would only make it larger. */
function withoutDescriptions(schema: unknown): object {
  return JSON.parse(
    JSON.stringify(schema, (key, value) =>
      key === "description" && typeof value === "string" ? undefined : value,
    ),
  );
}
