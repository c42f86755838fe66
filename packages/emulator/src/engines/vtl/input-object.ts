import { MapObject } from "./collections.ts";
import { VtlError } from "./errors.ts";
import { parsePath } from "./json-path.ts";
import { JsonText } from "./json-text.ts";
import { viewOf } from "./json-view.ts";
import { print, type Value, VtlObject } from "./values.ts";

/** The request's parameters by where they come from. */
export interface Parameters {
  readonly path: Readonly<Record<string, string>>;
  readonly querystring: Readonly<Record<string, string>>;
  readonly header: Readonly<Record<string, string>>;
}

/**
 * `$input` (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html).
 *
 * `$input.json(path)` gives the element's own text without insignificant white space, so that numbers
 * stay as they were sent; an element that is missing gives `""`.
 */
export class InputObject extends VtlObject {
  readonly #body: string;
  readonly #parameters: Parameters;
  readonly #isJson: () => boolean;
  #text: JsonText | undefined;

  /** @param isJson whether the body is known to be valid JSON; a path into one that is not fails */
  constructor(body: string, parameters: Parameters, isJson: () => boolean = () => parses(body)) {
    super();
    this.#body = body;
    this.#parameters = parameters;
    this.#isJson = isJson;
  }

  override get(name: string): Value {
    return name === "body" ? (this.#body === "" ? "{}" : this.#body) : undefined;
  }

  override call(name: string, args: readonly Value[]): Value {
    const [first] = args;
    if (name === "params" && args.length === 0) return this.#all();
    if (args.length !== 1 || typeof first !== "string") return undefined;
    if (name === "params") return this.#parameter(first);
    if (name === "json") return this.#json(first);
    return name === "path" ? this.#path(first) : undefined;
  }

  #json(path: string): string {
    const text = this.#parsed();
    const span = text.find(parsePath(path));
    return span === undefined ? '""' : text.compact(span);
  }

  #path(path: string): Value {
    const text = this.#parsed();
    const span = text.find(parsePath(path));
    return span === undefined ? "" : viewOf(text, span);
  }

  #parsed(): JsonText {
    if (this.#text === undefined) {
      if (this.#body !== "" && !this.#isJson()) {
        throw new VtlError("$input.json and $input.path need a body that is JSON");
      }
      this.#text = new JsonText(this.#body === "" ? "{}" : this.#body);
    }
    return this.#text;
  }

  #parameter(name: string): string {
    const { path, querystring, header } = this.#parameters;
    for (const source of [path, querystring, header]) {
      if (Object.hasOwn(source, name)) return source[name] ?? "";
    }
    return "";
  }

  #all(): MapObject {
    const { path, querystring, header } = this.#parameters;
    const map = (source: Readonly<Record<string, string>>) =>
      new MapObject(new Map<string, Value>(Object.entries(source)));
    return new MapObject(
      new Map<string, Value>([
        ["path", map(path)],
        ["querystring", map(querystring)],
        ["header", map(header)],
      ]),
    );
  }

  override print(): string {
    throw new VtlError(
      `$input cannot be printed; its body is ${print(this.#body.length)} characters`,
    );
  }
}

function parses(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
