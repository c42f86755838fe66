/** One POST of the producer, ready to be sent. */
export interface Post {
  readonly path: string;
  readonly body: string;
  /** Events in the body. */
  readonly count: number;
  /** Lines of the source file that the events come from, for messages about a refusal. */
  readonly lines?: readonly number[];
}

/** Groups events into POSTs of `size`; a size of 1 uses the single-event route. */
export async function* posts(
  events:
    | AsyncIterable<{ event: unknown; line?: number }>
    | Iterable<{ event: unknown; line?: number }>,
  route: "/orders" | "/invoices",
  size: number,
): AsyncGenerator<Post> {
  let bodies: string[] = [];
  let lines: number[] = [];
  const post = (): Post => {
    const single = size === 1;
    const made = {
      path: single ? route : `${route}/batch`,
      body: single ? bodies.join("") : `[${bodies.join(",")}]`,
      count: bodies.length,
      ...(lines.length > 0 ? { lines } : {}),
    };
    bodies = [];
    lines = [];
    return made;
  };
  for await (const { event, line } of events) {
    bodies.push(JSON.stringify(event));
    if (line !== undefined) lines.push(line);
    if (bodies.length === size) yield post();
  }
  if (bodies.length > 0) yield post();
}
