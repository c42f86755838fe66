/*
 * A record's data is CloudEvents, one JSON object after another, with or without white space between.
 */

const HEAD = '{"specversion":';

/**
 * Where a record's events begin; 0 alone where that takes {@link scanObjects}.
 *
 * Every event that the API makes begins with the same member. Those characters in front of which
 * stands a `}` begin an event, wherever they are: inside an object or array a `,`, `:` or `[` would stand
 * there, and inside a string their quotes would be escaped.
 *
 * @param latin1 the record's bytes, a character each
 */
export function eventStarts(latin1: string): number[] {
  const starts = [0];
  if (!latin1.startsWith(HEAD)) return starts;
  let next = latin1.indexOf(HEAD, HEAD.length);
  for (; next !== -1; next = latin1.indexOf(HEAD, next + HEAD.length)) {
    let before = next - 1;
    while (isSpace(latin1.charCodeAt(before))) before--;
    if (latin1.charCodeAt(before) === CLOSE_BRACE) starts.push(next);
  }
  return starts;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * The texts of any objects, one after another, by counting brackets outside strings. Where something stands that is no
 * object, or an object has no end, the rest of the text is the last piece. Linear in the text.
 */
export function scanObjects(text: string): string[] {
  const pieces: string[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const end = text.charCodeAt(at) === OPEN_BRACE ? objectEnd(text, at) : -1;
    if (end === -1) {
      pieces.push(text.slice(at));
      break;
    }
    pieces.push(text.slice(at, end));
    at = skipSpace(text, end);
  }
  return pieces;
}

/** Index after the object that begins at `start`; −1 where it does not end. */
function objectEnd(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case QUOTE:
        i = stringEnd(text, i);
        if (i === -1) return -1;
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        depth++;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        if (--depth === 0) return i + 1;
        break;
    }
  }
  return -1;
}

/** Index of the quote that ends the string that begins at `start`; −1 where none does. */
function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === BACKSLASH) i++;
    else if (c === QUOTE) return i;
  }
  return -1;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** JSON's white space. NaN, past either end, is none. */
function isSpace(c: number): boolean {
  return c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
}
