import { type Rejected, reject } from "./rejection.ts";

type SchemaErrors = readonly { readonly instancePath: string; readonly keyword: string }[];

/** The first offence of a generated validator as a rejection. */
export function schemaRejection(errors: SchemaErrors | null | undefined): Rejected {
  const { instancePath = "", keyword = "type" } = errors?.[0] ?? {};
  return reject("schema", instancePath, `The value breaks the schema's rule ${keyword}.`);
}
