import { ListObject, MapObject } from "./collections.ts";
import { VtlError } from "./errors.ts";
import { add, arithmetic, equal, ordered, truthy } from "./operators.ts";
import { call } from "./strings.ts";
import { Decimal, print, type Value, VtlObject, whole } from "./values.ts";

/** API Gateway's limit on the rounds of a `#foreach`; further elements are left out, as Velocity does it. */
const maxRounds = 1_000;

/** `$foreach`. */
class Loop extends VtlObject {
  value: Value;
  count = 0;
  readonly #iterator: Iterator<Value>;
  readonly #parent: Value;
  #ahead: IteratorResult<Value>;

  constructor(elements: Iterable<Value>, parent: Value) {
    super();
    this.#iterator = elements[Symbol.iterator]();
    this.#parent = parent;
    this.#ahead = this.#iterator.next();
  }

  next(): boolean {
    if (this.#ahead.done === true || this.count >= maxRounds) return false;
    this.value = this.#ahead.value;
    this.#ahead = this.#iterator.next();
    this.count += 1;
    return true;
  }

  override get(name: string): Value {
    switch (name) {
      case "count":
        return this.count;
      case "index":
        return this.count - 1;
      case "hasNext":
        return this.#ahead.done !== true;
      case "first":
        return this.count === 1;
      case "last":
        return this.#ahead.done === true;
      case "parent":
        return this.#parent;
      case "topmost":
        return this.#parent instanceof Loop ? this.#parent.get("topmost") : this;
      default:
        return undefined;
    }
  }

  override call(name: string, args: readonly Value[]): Value {
    if (args.length > 0) return undefined;
    const property = /^(?:get|is)([A-Z].*)$/.exec(name)?.[1] ?? name;
    return property === "hasNext"
      ? this.get("hasNext")
      : this.get(property.slice(0, 1).toLowerCase() + property.slice(1));
  }

  override print(): string {
    throw new VtlError("$foreach cannot be printed");
  }
}

/** What `#define` makes: rendered anew each time it is printed. */
class Block extends VtlObject {
  readonly #render: () => string;

  constructor(render: () => string) {
    super();
    this.#render = render;
  }

  override print(): string {
    return this.#render();
  }
}

/** What compiled templates call. */
export const Runtime = {
  add,
  arithmetic,
  call,
  equal,
  ordered,
  truthy,

  root(variables: Readonly<Record<string, Value>>, name: string): Value {
    return Object.hasOwn(variables, name) ? variables[name] : undefined;
  },

  print(value: Value, nothing: string): string {
    if (typeof value === "string") return value;
    return value === undefined || value === null ? nothing : print(value);
  },

  property(target: Value, name: string): Value {
    if (target instanceof VtlObject) return target.get(name);
    if (typeof target !== "string") return undefined;
    // Bean properties of a String: $s.empty and $s.bytes; a class has no place in a template.
    if (name === "empty") return target.length === 0;
    if (name === "bytes" || name === "class") throw new VtlError(`String.${name} is not supported`);
    return undefined;
  },

  index(target: Value, key: Value): Value {
    if (target instanceof ListObject) {
      return typeof key === "number" && key < 0
        ? target.call("get", [target.size + key])
        : target.call("get", [key]);
    }
    return target instanceof MapObject ? target.get(print(key)) : undefined;
  },

  assign(target: Value, key: Value, value: Value): void {
    if (target instanceof ListObject && typeof key === "number") target.call("set", [key, value]);
    else if (target instanceof VtlObject) target.set(print(key), value);
  },

  decimal(value: number): Value {
    return new Decimal(value);
  },

  list(items: Value[]): Value {
    return new ListObject(items);
  },

  map(entries: readonly (readonly [Value, Value])[]): Value {
    return new MapObject(new Map(entries.map(([key, value]) => [print(key), value])));
  },

  range(from: Value, to: Value): Value {
    if (typeof from !== "number" || typeof to !== "number") return undefined;
    const length = Math.abs(to - from) + 1;
    if (length > 100_000) throw new VtlError(`the range [${from}..${to}] is too long`);
    const step = to < from ? -1 : 1;
    return new ListObject(Array.from({ length }, (_, at) => whole(BigInt(from + at * step))));
  },

  loop(list: Value, parent: Value): Loop | undefined {
    const elements = list instanceof VtlObject ? list.elements() : undefined;
    return elements === undefined ? undefined : new Loop(elements, parent);
  },

  block(render: () => string): Value {
    return new Block(render);
  },
};
