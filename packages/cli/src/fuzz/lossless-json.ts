/** A JSON value with its numbers as they were written. Of a repeated member the last one stands. */
export type Json =
  | null
  | boolean
  | string
  | JsonNumber
  | readonly Json[]
  | ReadonlyMap<string, Json>;

/** A number as it was written: `17850.0` is not yet 17850. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const token = /[ \t\n\r]*(?:([[\]{},:])|("(?:[^"\\]|\\.)*")|(true|false|null)|([-+.0-9eE]+))/y;

interface Open {
  readonly array: Json[] | undefined;
  readonly members: Map<string, Json> | undefined;
  name: string | undefined;
}

/**
 * Reads a text that is valid JSON, without recursion, so that it may be nested as deeply as it likes.
 * Deliberately another reader than the pipeline's: what the two make of a text is compared.
 */
export function parseLossless(text: string): Json {
  const open: Open[] = [];
  let result: Json = null;
  const put = (value: Json): void => {
    const top = open.at(-1);
    if (top === undefined) result = value;
    else if (top.array) top.array.push(value);
    else if (top.name !== undefined) {
      top.members?.set(top.name, value);
      top.name = undefined;
    }
  };
  token.lastIndex = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [, mark, string, word, number] = match;
    const top = open.at(-1);
    if (mark === "{" || mark === "[") {
      const array: Json[] | undefined = mark === "[" ? [] : undefined;
      const members = mark === "{" ? new Map<string, Json>() : undefined;
      put(array ?? members ?? null);
      open.push({ array, members, name: undefined });
    } else if (mark === "}" || mark === "]") open.pop();
    else if (string !== undefined) {
      const value: string = JSON.parse(string);
      if (top?.members !== undefined && top.name === undefined) top.name = value;
      else put(value);
    } else if (word !== undefined) put(word === "null" ? null : word === "true");
    else if (number !== undefined) put(new JsonNumber(number));
    if (open.length === 0 && mark !== "," && mark !== ":") break;
  }
  return result;
}

/** A valid JSON text without the white space between its tokens. */
export function withoutSpace(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|[ \t\n\r]+/g, (_, string: string | undefined) =>
    string === undefined ? "" : string,
  );
}

/** How many objects and arrays lie inside one another, the value's own included. */
export function depthOf(value: Json): number {
  let level: Json[] = [value];
  for (let depth = 0; ; depth += 1) {
    const next: Json[] = [];
    let isContainer = false;
    for (const member of level) {
      if (!Array.isArray(member) && !(member instanceof Map)) continue;
      for (const inner of member.values()) next.push(inner);
      isContainer = true;
    }
    if (!isContainer) return depth;
    level = next;
  }
}

/** The texts of an array's elements; the whole text where it is asked for as one. */
export function elementTexts(text: string, isArray: boolean): string[] {
  if (!isArray) return [text];
  const found: string[] = [];
  let depth = 0;
  let start = text.indexOf("[") + 1;
  const mark = /"(?:[^"\\]|\\.)*"|[[\]{},]/g;
  mark.lastIndex = start;
  for (let match = mark.exec(text); match !== null; match = mark.exec(text)) {
    const [char] = match;
    if (char === "{" || char === "[") depth += 1;
    else if (char === "}") depth -= 1;
    else if (char === "]" && depth > 0) depth -= 1;
    else if (depth === 0 && (char === "," || char === "]")) {
      found.push(text.slice(start, match.index));
      start = match.index + 1;
      if (char === "]") break;
    }
  }
  return found;
}
