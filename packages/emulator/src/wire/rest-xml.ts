import type { AwsError } from "../errors.ts";

/** Text of an XML element: an array repeats the element, undefined leaves it out, an object nests. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | { readonly [name: string]: XmlValue }
  | readonly XmlValue[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Escapes text for an element. Carriage returns too: an XML parser would turn them into line feeds. */
export function escapeXml(text: string): string {
  return text.replace(
    /[&<>"'\r\n\u0085\u2028]/g,
    (character) =>
      ESCAPES[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`,
  );
}

/** `element("Key", "a&b")` → `<Key>a&amp;b</Key>`. */
export function element(name: string, value: XmlValue, attributes = ""): string {
  if (value === undefined) return "";
  if (isList(value)) return value.map((each) => element(name, each, attributes)).join("");
  return `<${name}${attributes}>${content(value)}</${name}>`;
}

/** A whole document with one root element. */
export function xmlDocument(root: string, value: XmlValue, namespace?: string): string {
  const attributes = namespace === undefined ? "" : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, value, attributes)}`;
}

/** An error as S3 puts it. */
export function errorXml(
  error: AwsError,
  more: { readonly [name: string]: XmlValue } & { requestId: string },
): string {
  const { requestId, ...rest } = more;
  const fields: Record<string, XmlValue> = {};
  for (const [name, value] of Object.entries(error.fields)) {
    if (typeof value === "string" || typeof value === "number") fields[name] = value;
  }
  return xmlDocument("Error", {
    Code: error.code,
    Message: error.message,
    ...fields,
    ...rest,
    RequestId: requestId,
  });
}

/** An error as the query protocol puts it. */
export function queryErrorXml(error: AwsError, requestId: string): string {
  const type = error.status < 500 ? "Sender" : "Receiver";
  const inner = { Type: type, Code: error.code, Message: error.message };
  return xmlDocument("ErrorResponse", { Error: inner, RequestId: requestId });
}

function content(value: Exclude<XmlValue, undefined | readonly XmlValue[]>): string {
  if (typeof value !== "object") return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, child]) => element(name, child))
    .join("");
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}
