import { VtlError } from "./errors.ts";
import { JsonText } from "./json-text.ts";
import { viewOf } from "./json-view.ts";
import { print, type Value, VtlObject } from "./values.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to be escaped
const special = /['"\\/\u0000-\u001f\u007f-\uffff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const hasSpecial = /['"\\/\u0000-\u001f\u007f-\uffff]/;
const short: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\n": "\\n",
  "\t": "\\t",
  "\f": "\\f",
  "\r": "\\r",
};

/** `StringEscapeUtils.escapeJavaScript` of Commons Lang 2: `'` becomes `\'`, which is not JSON. */
export function escapeJavaScript(text: string): string {
  if (!hasSpecial.test(text)) return text;
  return text.replace(special, (c) => {
    const code = c.charCodeAt(0);
    if (code < 32) return short[c] ?? `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
    if (code === 127) return c;
    if (code > 127) return `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
    return `\\${c}`;
  });
}

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** java.net.URLEncoder: a space is `+`, everything but `A-Za-z0-9.-*_` is percent-encoded. */
export function urlEncode(text: string): string {
  return encodeURIComponent(text.replace(loneSurrogate, "?"))
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

function urlDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (cause) {
    throw new VtlError(`$util.urlDecode cannot decode ${text}`, { cause });
  }
}

function parseJson(text: string): Value {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new VtlError("$util.parseJson was given no JSON", { cause });
  }
  const json = new JsonText(text);
  return viewOf(json, json.root());
}

const methods: Readonly<Record<string, (text: string) => Value>> = {
  escapeJavaScript,
  urlEncode,
  urlDecode,
  parseJson,
  base64Encode: (text) => Buffer.from(text, "utf8").toString("base64"),
  base64Decode: (text) => Buffer.from(text, "base64").toString("utf8"),
};

/** `$util` (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html). */
class UtilObject extends VtlObject {
  override call(name: string, args: readonly Value[]): Value {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined || args.length !== 1) {
      throw new VtlError(`$util has no method ${name} with ${args.length} arguments`);
    }
    const [first] = args;
    return first === undefined || first === null ? undefined : method(print(first));
  }

  override print(): string {
    throw new VtlError("$util cannot be printed");
  }
}

export const utilObject: VtlObject = new UtilObject();
