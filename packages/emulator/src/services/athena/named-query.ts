import { createHash } from "node:crypto";

export interface NamedQueryDefinition {
  /** At most 128 characters. */
  readonly name: string;
  /** At most 1,024 characters. */
  readonly description?: string;
  readonly database: string;
  readonly sql: string;
  readonly workgroup?: string;
}

export interface NamedQuery extends NamedQueryDefinition {
  readonly id: string;
  readonly workgroup: string;
}

/** The id is made from workgroup and name, so it outlives a restart. */
export function namedQuery(definition: NamedQueryDefinition): NamedQuery {
  const workgroup = definition.workgroup ?? "primary";
  const hash = createHash("sha256").update(`${workgroup}/${definition.name}`).digest("hex");
  const id = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join("-");
  return { ...definition, workgroup, id };
}

export function describeNamedQuery(query: NamedQuery) {
  return {
    NamedQueryId: query.id,
    Name: query.name,
    Description: query.description,
    Database: query.database,
    QueryString: query.sql,
    WorkGroup: query.workgroup,
  };
}
