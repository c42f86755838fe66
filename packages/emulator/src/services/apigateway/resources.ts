/** What a path leads to. */
export type Match<T> =
  | {
      readonly found: true;
      readonly value: T;
      readonly resourcePath: string;
      readonly parameters: Readonly<Record<string, string>>;
    }
  /** No resource, or none of this method. */
  | { readonly found: false };

interface Resource<T> {
  path: string;
  readonly children: Map<string, Resource<T>>;
  /** `{name}` */
  parameter: { name: string; resource: Resource<T> } | undefined;
  /** `{name+}` */
  greedy: { name: string; resource: Resource<T> } | undefined;
  readonly methods: Map<string, T>;
}

const noMatch = { found: false } as const;

/** The resource tree: a literal segment comes before `{x}`, and that before `{x+}`; a method before `ANY`. */
export class Resources<T> {
  readonly #root: Resource<T> = resource("/");

  /** @throws Error where the path is malformed or the method is taken */
  add(method: string, path: string, value: T): void {
    if (!path.startsWith("/")) throw new Error("a path begins with /");
    let at = this.#root;
    for (const segment of segments(path)) at = this.#child(at, segment);
    if (at.methods.has(method)) throw new Error("defined twice");
    at.methods.set(method, value);
  }

  /** @param path percent-encoded, without the query */
  match(method: string, path: string): Match<T> {
    const parts = segments(path);
    const parameters: [string, string][] = [];
    const found = descend(this.#root, parts, 0, parameters);
    const value = found?.methods.get(method) ?? found?.methods.get("ANY");
    if (found === undefined || value === undefined) return noMatch;
    return {
      found: true,
      value,
      resourcePath: found.path,
      parameters: Object.fromEntries(parameters),
    };
  }

  #child(parent: Resource<T>, segment: string): Resource<T> {
    const path = `${parent.path === "/" ? "" : parent.path}/${segment}`;
    const name = /^\{([A-Za-z0-9._-]+)(\+?)\}$/.exec(segment);
    if (name === null) {
      if (/[{}]/.test(segment)) throw new Error(`the path segment ${segment} is malformed`);
      const child = parent.children.get(segment) ?? resource<T>(path);
      parent.children.set(segment, child);
      return child;
    }
    const kind = name[2] === "+" ? "greedy" : "parameter";
    const existing = parent[kind];
    if (existing !== undefined && existing.name !== name[1]) {
      throw new Error(`${segment} and {${existing.name}} are siblings`);
    }
    const made = existing ?? { name: name[1] ?? "", resource: resource<T>(path) };
    parent[kind] = made;
    return made.resource;
  }
}

function resource<T>(path: string): Resource<T> {
  return { path, children: new Map(), parameter: undefined, greedy: undefined, methods: new Map() };
}

function segments(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

function descend<T>(
  at: Resource<T>,
  parts: readonly string[],
  index: number,
  parameters: [string, string][],
): Resource<T> | undefined {
  const part = parts[index];
  if (part === undefined) return at.methods.size > 0 ? at : undefined;
  const literal = at.children.get(part);
  if (literal !== undefined) {
    const found = descend(literal, parts, index + 1, parameters);
    if (found !== undefined) return found;
  }
  if (at.parameter !== undefined) {
    const kept = parameters.length;
    parameters.push([at.parameter.name, decode(part)]);
    const found = descend(at.parameter.resource, parts, index + 1, parameters);
    if (found !== undefined) return found;
    parameters.length = kept;
  }
  if (at.greedy === undefined) return undefined;
  parameters.push([at.greedy.name, decode(parts.slice(index).join("/"))]);
  return at.greedy.resource;
}

/** REST APIs decode parameters before they pass them on; what is no percent-encoding stays as it is. */
function decode(part: string): string {
  if (!part.includes("%")) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
