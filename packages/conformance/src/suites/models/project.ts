import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { exampleLine, exampleOrder } from "@tributary/lambda-kit/testing";
import { isJsonObject, type Json, type JsonObject } from "../../suite.ts";
import type { Validation } from "./cases.ts";

const folder = join(import.meta.dirname, "../../../../contract/generated/models");

/** The same value with one member left out, or given another value, at any depth. */
function variations(value: Json): Json[] {
  if (Array.isArray(value)) {
    return [
      [],
      ...value.flatMap((element, i) => variations(element).map((other) => value.with(i, other))),
    ];
  }
  if (!isJsonObject(value)) return [null, true, "", 0, -1.5, "x".repeat(2_000)];
  return Object.entries(value).flatMap(([name, inner]) => {
    const { [name]: _, ...without } = value;
    return [without, ...variations(inner ?? null).map((other) => ({ ...value, [name]: other }))];
  });
}

/** The project's own models with a valid event, and with it spoilt in each place. */
export async function projectValidations(): Promise<Validation[]> {
  const json = (value: unknown): Json => JSON.parse(JSON.stringify(value));
  const examples: Record<string, Json> = {
    Order: json(exampleOrder()),
    InvoiceLine: json(exampleLine()),
  };
  const all: Validation[] = [];
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".json"))) {
    const schema: JsonObject = JSON.parse(await readFile(join(folder, file), "utf8"));
    const name = file.replace(/\.json$/, "");
    const example = examples[name.replace(/Batch$/, "")];
    if (example === undefined) throw new Error(`no example for the model ${name}`);
    const bodies = name.endsWith("Batch")
      ? [[example], [example, example], [], example, [example, null], [{}]]
      : [example, ...variations(example)];
    all.push(...bodies.map((body) => ({ schema, body: JSON.stringify(body) })));
  }
  return all;
}
