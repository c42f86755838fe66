import { ListObject, MapObject } from "./collections.ts";
import type { JsonText, Span } from "./json-text.ts";
import { jsonNumber, type Value } from "./values.ts";

/** The value of an element of a JSON text, exact in its numbers, its children made when they are asked for. */
export function viewOf(text: JsonText, span: Span): Value {
  const first = text.text[span.start];
  if (first === "{") return new JsonMap(text, span);
  if (first === "[") return new JsonList(text, span);
  const own = text.text.slice(span.start, span.end);
  if (first === '"') return own.includes("\\") ? JSON.parse(own) : own.slice(1, -1);
  if (first === "t" || first === "f") return first === "t";
  return first === "n" ? undefined : jsonNumber(own);
}

class JsonList extends ListObject {
  readonly #text: JsonText;
  readonly #span: Span;

  constructor(text: JsonText, span: Span) {
    super();
    this.#text = text;
    this.#span = span;
  }

  override all(): Value[] {
    this.items ??= this.#text.elements(this.#span).map((span) => viewOf(this.#text, span));
    return this.items;
  }

  override get size(): number {
    return this.items?.length ?? this.#text.elements(this.#span).length;
  }

  override at(index: number): Value {
    if (this.items !== undefined) return this.items[index];
    const span = this.#text.elements(this.#span)[index];
    return span === undefined ? undefined : viewOf(this.#text, span);
  }

  /** A json-smart array prints as JSON, unlike its maps. */
  override print(): string {
    return this.items === undefined ? this.#text.compact(this.#span) : super.print();
  }
}

class JsonMap extends MapObject {
  readonly #text: JsonText;
  readonly #span: Span;

  constructor(text: JsonText, span: Span) {
    super();
    this.#text = text;
    this.#span = span;
  }

  override all(): Map<string, Value> {
    if (this.entries === undefined) {
      this.entries = new Map();
      for (const [name, span] of this.#text.members(this.#span)) {
        this.entries.set(name, viewOf(this.#text, span));
      }
    }
    return this.entries;
  }

  override get(name: string): Value {
    if (this.entries !== undefined) return this.entries.get(name);
    const span = this.#text.members(this.#span).get(name);
    if (span === undefined) return undefined;
    const value = viewOf(this.#text, span);
    // A container must be the same object each time: a template may change it.
    return typeof value === "object" ? this.all().get(name) : value;
  }
}
