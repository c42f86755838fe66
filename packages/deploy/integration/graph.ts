/** Edges of `terraform graph`, from what depends to what it depends on; instances are one node. */
export function edgesOf(dot: string): ReadonlyMap<string, readonly string[]> {
  const edges = new Map<string, string[]>();
  for (const [, from = "", to = ""] of dot.matchAll(/^\s*"([^"]+)" -> "([^"]+)";?$/gm)) {
    edges.set(from, [...(edges.get(from) ?? []), to]);
  }
  return edges;
}

/** Whether one resource is made only after another. */
export function dependsOn(
  edges: ReadonlyMap<string, readonly string[]>,
  from: string,
  to: string,
): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === to) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    open.push(...(edges.get(node) ?? []));
  }
  return false;
}
