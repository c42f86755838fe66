import type { Path } from "./ast.ts";
import { type AttributeMap, type AttributeValue, member, setMember } from "./attribute-value.ts";

/** Paths by their first step, then by the next; `undefined` where a path ends. */
type Tree = Map<string | number, Tree | undefined>;

/** Paths to keep of an item, prepared once for many items. */
export class Projection {
  readonly #tree: Tree = new Map();

  /** @param paths none of which is the beginning of another. */
  constructor(paths: readonly Path[]) {
    for (const path of paths) {
      let branch: Tree = this.#tree;
      path.forEach((step, index) => {
        if (index === path.length - 1) branch.set(step, undefined);
        else {
          let next = branch.get(step);
          if (next === undefined) {
            next = new Map();
            branch.set(step, next);
          }
          branch = next;
        }
      });
    }
  }

  /** What lies at the paths; elements of a list move together. */
  of(item: AttributeMap): AttributeMap {
    return pickMembers(item, this.#tree) ?? {};
  }
}

function pick(value: AttributeValue, tree: Tree | undefined): AttributeValue | undefined {
  if (tree === undefined) return value;
  if (value.M) {
    const members = pickMembers(value.M, tree);
    return members && { M: members };
  }
  if (!value.L) return undefined;
  const elements: AttributeValue[] = [];
  const positions = [...tree.keys()].filter((step) => typeof step === "number");
  for (const position of positions.sort((a, b) => a - b)) {
    const element = value.L[position];
    const picked = element && pick(element, tree.get(position));
    if (picked) elements.push(picked);
  }
  return elements.length === 0 ? undefined : { L: elements };
}

function pickMembers(map: AttributeMap, tree: Tree): AttributeMap | undefined {
  const picked: AttributeMap = {};
  let found = false;
  for (const [name, branch] of tree) {
    if (typeof name !== "string") continue;
    const value = member(map, name);
    const part = value && pick(value, branch);
    if (!part) continue;
    setMember(picked, name, part);
    found = true;
  }
  return found ? picked : undefined;
}
