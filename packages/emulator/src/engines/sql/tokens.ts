import { SqlError } from "./errors.ts";

export type TokenKind =
  | "word"
  | "quoted"
  | "string"
  | "integer"
  | "decimal"
  | "double"
  | "operator"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  /** As written; of strings and quoted identifiers the content, its doubled quotes undone. */
  readonly text: string;
  /** `text` in upper case for words and operators, else empty: what a keyword is compared with. */
  readonly upper: string;
  readonly offset: number;
}

const space = /(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/y;
const word = /[A-Za-z_][A-Za-z0-9_@]*/y;
const double = /(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d+/y;
const decimal = /\d+\.\d*|\.\d+/y;
const integer = /\d+/y;
const operator = /<>|!=|<=|>=|\|\||->|=>|[-+*/%=<>()[\],.;?]/y;

function match(pattern: RegExp, source: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(source)?.[0];
}

/** The content of a quoted run that starts at `offset`, and where it ends; doubled quotes are one. */
function quoted(source: string, offset: number, quote: string): { text: string; end: number } {
  let text = "";
  for (let i = offset + 1; i < source.length; i++) {
    const character = source[i];
    if (character !== quote) text += character;
    else if (source[i + 1] === quote) {
      text += quote;
      i++;
    } else return { text, end: i + 1 };
  }
  throw new SqlError("SYNTAX_ERROR", `mismatched input '${quote}'. Expecting: a closing ${quote}`, {
    source,
    offset,
  });
}

/**
 * Splits a statement in Trino's lexical form. White space and comments go.
 * @throws SqlError SYNTAX_ERROR for what Trino's lexer does not know (back quotes, `#`, an open string or comment).
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  for (;;) {
    offset += match(space, source, offset)?.length ?? 0;
    if (offset >= source.length) break;
    const push = (kind: TokenKind, text: string, end: number) => {
      const upper = kind === "word" || kind === "operator" ? text.toUpperCase() : "";
      tokens.push({ kind, text, upper, offset });
      offset = end;
    };
    const first = source[offset];
    if (first === "'" || first === '"') {
      const { text, end } = quoted(source, offset, first);
      push(first === "'" ? "string" : "quoted", text, end);
      continue;
    }
    const found = lexemes
      .map(([kind, pattern]) => [kind, match(pattern, source, offset)] as const)
      .find(([, text]) => text !== undefined);
    const text = found?.[1];
    if (found === undefined || text === undefined) {
      const message = source.startsWith("/*", offset)
        ? "mismatched input '/*'. Expecting: a closing */"
        : `mismatched input '${String.fromCodePoint(source.codePointAt(offset) ?? 0)}'`;
      throw new SqlError("SYNTAX_ERROR", message, { source, offset });
    }
    push(found[0], text, offset + text.length);
    const next = source[offset] ?? "";
    if (["integer", "decimal", "double"].includes(found[0]) && /[A-Za-z_]/.test(next)) {
      throw new SqlError(
        "SYNTAX_ERROR",
        `identifiers must not start with a digit: '${text}${next}'`,
        {
          source,
          offset: offset - text.length,
        },
      );
    }
  }
  tokens.push({ kind: "end", text: "<EOF>", upper: "<EOF>", offset: source.length });
  return tokens;
}

const lexemes: readonly (readonly [TokenKind, RegExp])[] = [
  ["word", word],
  ["double", double],
  ["decimal", decimal],
  ["integer", integer],
  ["operator", operator],
];
