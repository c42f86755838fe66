import { createHash } from "node:crypto";
import { invalid } from "./http.ts";

/*
 * A token holds where the last page ended and a digest of the question. It needs no secret: the rest
 * of the key is rebuilt from the request, so that a forged token can only skip ahead within the
 * caller's own question.
 */

const VERSION = "1";

/** What a token is bound to: the route's subject and its filters, but not the page's size. */
function digest(question: readonly (string | undefined)[]): string {
  return createHash("sha256").update(JSON.stringify(question)).digest("base64url").slice(0, 16);
}

/** @param last range key of the last item that was answered */
export function pageToken(question: readonly (string | undefined)[], last: string): string {
  return Buffer.from(`${VERSION}.${digest(question)}.${last}`).toString("base64url");
}

/**
 * The range key to go on from; undefined where there is no token.
 *
 * @throws HttpError 400 where the token is malformed, or another question's
 */
export function pageStart(
  token: string | undefined,
  question: readonly (string | undefined)[],
  rangeKey: RegExp,
): string | undefined {
  if (token === undefined) return undefined;
  const malformed = invalid("page_token", "page_token is not one of this query's.");
  if (!/^[A-Za-z0-9_-]{1,600}$/.test(token)) throw malformed;
  const text = Buffer.from(token, "base64url").toString("latin1");
  // Some texts of base64 decode alike; only ours is taken.
  if (Buffer.from(text, "latin1").toString("base64url") !== token) throw malformed;
  const [version, bound, ...rest] = text.split(".");
  const last = rest.join(".");
  if (version !== VERSION || bound !== digest(question) || !rangeKey.test(last)) throw malformed;
  return last;
}
