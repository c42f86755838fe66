/** A JSON text as it is to be written: any text for a value, any members in any order, repeated ones too. */
export type Node =
  | string
  | { readonly members: readonly (readonly [name: string, value: Node])[] }
  | { readonly items: readonly Node[] };

/** One way to spoil a text: at the `at`-th of its values. */
export interface Mutation {
  readonly at: number;
  readonly how: "replace" | "remove" | "repeat" | "rename" | "add";
  /** JSON text. */
  readonly value: string;
  /** JSON text of a name. */
  readonly name: string;
}

export function members(entries: Readonly<Record<string, Node | undefined>>): Node {
  const present = Object.entries(entries).flatMap(([name, value]) =>
    value === undefined ? [] : [[JSON.stringify(name), value] as const],
  );
  return { members: present };
}

export function render(node: Node): string {
  if (typeof node === "string") return node;
  if ("items" in node) return `[${node.items.map(render).join(",")}]`;
  return `{${node.members.map(([name, value]) => `${name}:${render(value)}`).join(",")}}`;
}

/** How many values a node has, itself included. */
function count(node: Node): number {
  if (typeof node === "string") return 1;
  const inner = "items" in node ? node.items : node.members.map(([, value]) => value);
  return inner.reduce((sum: number, each) => sum + count(each), 1);
}

export function mutated(node: Node, mutations: readonly Mutation[]): Node {
  return mutations.reduce(
    (result, mutation) => change(result, mutation.at % count(result), mutation) ?? mutation.value,
    node,
  );
}

/** The node with its `at`-th value changed; undefined where that value goes. */
function change(node: Node, at: number, mutation: Mutation): Node | undefined {
  if (at === 0) return changeHere(node, mutation);
  if (typeof node === "string") return node;
  let left = at - 1;
  const inside = (value: Node): Node | undefined => {
    const size = count(value);
    const isHere = left >= 0 && left < size;
    const result = isHere ? change(value, left, mutation) : value;
    left -= size;
    return result;
  };
  if ("items" in node) {
    const items = node.items.flatMap((item) => inside(item) ?? []);
    return { items };
  }
  return { members: node.members.flatMap((member) => changeMember(member, inside, mutation)) };
}

function changeMember(
  [name, value]: readonly [string, Node],
  inside: (value: Node) => Node | undefined,
  { how, name: other, value: text }: Mutation,
): (readonly [string, Node])[] {
  const changed = inside(value);
  if (changed === undefined) return [];
  const isHere = changed !== value;
  if (isHere && how === "rename") return [[other, value]];
  if (isHere && how === "repeat") {
    return [
      [name, text],
      [name, value],
    ];
  }
  return [[name, changed]];
}

function changeHere(node: Node, { how, value, name }: Mutation): Node | undefined {
  if (how === "remove") return undefined;
  if (how !== "add" || typeof node === "string") return value;
  if ("items" in node) return { items: [...node.items, value] };
  return { members: [[name, value], ...node.members] };
}
