/** What a published version promises to those who write events and to those who read rows. */
export interface PublishedContract {
  readonly version: string;
  /** Request models by name. */
  readonly models: Readonly<Record<string, unknown>>;
  readonly datasets: Readonly<
    Record<
      string,
      { readonly columns: readonly { readonly name: string; readonly type: string }[] }
    >
  >;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/**
 * Every way in which `after` breaks somebody who relies on `before`: a column removed or retyped,
 * a field newly required, a rule that refuses what was taken. Empty where there is none.
 */
export function incompatibilities(before: PublishedContract, after: PublishedContract): string[] {
  return [...brokenColumns(before, after), ...brokenModels(before, after)];
}

function brokenColumns(before: PublishedContract, after: PublishedContract): string[] {
  return Object.entries(before.datasets).flatMap(([name, dataset]) => {
    const columns = after.datasets[name]?.columns;
    if (!columns) return [`dataset ${name} is gone`];
    return dataset.columns.flatMap((column) => {
      const now = columns.find((candidate) => candidate.name === column.name);
      if (!now) return [`column ${name}.${column.name} is gone`];
      return now.type === column.type
        ? []
        : [`column ${name}.${column.name} was ${column.type} and is ${now.type}`];
    });
  });
}

function brokenModels(before: PublishedContract, after: PublishedContract): string[] {
  return Object.entries(before.models).flatMap(([name, model]) => {
    const now = after.models[name];
    return now ? narrowed(model as Schema, now as Schema, name) : [`model ${name} is gone`];
  });
}

const types = (schema: Schema): readonly string[] => [schema.type ?? []].flat();

/** How `after` takes less than `before` did. */
function narrowed(before: Schema, after: Schema, path: string): string[] {
  const found: string[] = [];
  for (const type of types(before)) {
    if (!types(after).includes(type)) found.push(`${path} no longer takes ${type}`);
  }
  for (const name of after.required ?? []) {
    if (!before.required?.includes(name)) found.push(`${path}.${name} is newly required`);
  }
  for (const value of after.enum ? (before.enum ?? [undefined]) : []) {
    if (!after.enum?.includes(value)) found.push(`${path} no longer takes ${value ?? "any text"}`);
  }
  if (after.pattern !== before.pattern) found.push(`${path} has another pattern`);
  for (const bound of ["minimum", "minLength", "minItems"] as const) {
    const limit = after[bound];
    if (limit !== undefined && limit > (before[bound] ?? Number.NEGATIVE_INFINITY)) {
      found.push(`${path}: ${bound} is raised to ${limit}`);
    }
  }
  for (const bound of ["maximum", "maxLength", "maxItems"] as const) {
    const limit = after[bound];
    if (limit !== undefined && limit < (before[bound] ?? Number.POSITIVE_INFINITY)) {
      found.push(`${path}: ${bound} is lowered to ${limit}`);
    }
  }
  for (const [name, property] of Object.entries(before.properties ?? {})) {
    const now = after.properties?.[name];
    if (now) found.push(...narrowed(property, now, `${path}.${name}`));
    else found.push(`${path}.${name} is gone`);
  }
  if (before.items && after.items) found.push(...narrowed(before.items, after.items, `${path}[]`));
  return found;
}
