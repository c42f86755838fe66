import type { Workspace } from "./workspace.ts";

/** A resource as `terraform show -json` gives it. */
export interface Resource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
  readonly values: Readonly<Record<string, unknown>>;
}

interface Module {
  readonly resources?: readonly Resource[];
  readonly child_modules?: readonly Module[];
}

interface PlanJson {
  readonly planned_values?: { readonly root_module?: Module };
  readonly prior_state?: { readonly values?: { readonly root_module?: Module } };
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly change: { readonly after_unknown?: Readonly<Record<string, unknown>> };
  }[];
}

/** A plan's final values. */
export class Plan {
  /** Whether there is nothing to do. */
  readonly isEmpty: boolean;
  /** What terraform says it would do. */
  readonly text: string;
  readonly resources: readonly Resource[];
  readonly #unknown: ReadonlyMap<string, Readonly<Record<string, unknown>>>;

  constructor(json: PlanJson, isEmpty: boolean, text: string) {
    this.isEmpty = isEmpty;
    this.text = text;
    const planned = flatten(json.planned_values?.root_module);
    const known = new Set(planned.map(({ address }) => address));
    // Data that is read before the plan stands in the prior state only.
    const read = flatten(json.prior_state?.values?.root_module).filter(
      ({ mode, address }) => mode === "data" && !known.has(address),
    );
    this.resources = [...planned, ...read];
    this.#unknown = new Map(
      json.resource_changes?.map(({ address, change }) => [address, change.after_unknown ?? {}]),
    );
  }

  of(type: string): readonly Resource[] {
    return this.resources.filter((one) => one.type === type && one.mode === "managed");
  }

  get data(): readonly Resource[] {
    return this.resources.filter(({ mode }) => mode === "data");
  }

  /** Whether an attribute has a value, be it one that only the apply knows. */
  has({ address, values }: Resource, attribute: string): boolean {
    const value = values[attribute];
    return (
      (value !== undefined && value !== null && value !== "") ||
      this.#unknown.get(address)?.[attribute] === true
    );
  }
}

function flatten(module: Module | undefined): readonly Resource[] {
  if (module === undefined) return [];
  return [...(module.resources ?? []), ...(module.child_modules ?? []).flatMap(flatten)];
}

/** @throws Error with what terraform said */
export async function planOf(
  workspace: Workspace,
  args: readonly string[],
  directory = ".",
): Promise<Plan> {
  const planned = await workspace.terraform(
    ["plan", "-no-color", "-input=false", "-detailed-exitcode", "-out=test.tfplan", ...args],
    directory,
  );
  if (planned.status !== 0 && planned.status !== 2) throw new Error(planned.stderr);
  const shown = await workspace.terraform(["show", "-json", "test.tfplan"], directory);
  if (shown.status !== 0) throw new Error(shown.stderr);
  const json: PlanJson = JSON.parse(shown.stdout);
  return new Plan(json, planned.status === 0, planned.stdout);
}

/** The first of an attribute's blocks; an empty object where there is none. */
export function block(value: unknown): Readonly<Record<string, unknown>> {
  const first = Array.isArray(value) ? value[0] : value;
  return isRecord(first) ? first : {};
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
