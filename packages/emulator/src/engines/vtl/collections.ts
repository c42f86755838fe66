import { VtlError } from "./errors.ts";
import { equal } from "./operators.ts";
import { print, type Value, VtlObject } from "./values.ts";

/** What a Java method without a result prints. */
const nothing = "";

/** java.util.List, as far as templates use it. */
export class ListObject extends VtlObject {
  protected items: Value[] | undefined;

  constructor(items?: Value[]) {
    super();
    this.items = items;
  }

  /** The elements; a subclass that computes them on demand does it here. */
  all(): Value[] {
    this.items ??= [];
    return this.items;
  }

  get size(): number {
    return this.all().length;
  }

  at(index: number): Value {
    return this.all()[index];
  }

  override get(name: string): Value {
    return name === "empty" ? this.size === 0 : undefined;
  }

  override elements(): Iterable<Value> {
    return this.all();
  }

  override print(): string {
    return `[${this.all().map(print).join(", ")}]`;
  }

  override call(name: string, args: readonly Value[]): Value {
    const [first, second] = args;
    switch (`${name}/${args.length}`) {
      case "size/0":
        return this.size;
      case "isEmpty/0":
        return this.size === 0;
      case "get/1":
        return typeof first === "number" ? this.at(this.#checked(first)) : undefined;
      case "contains/1":
        return this.all().some((item) => equal(item, first));
      case "indexOf/1":
        return this.all().findIndex((item) => equal(item, first));
      case "add/1":
        this.all().push(first);
        return true;
      case "add/2":
        this.all().splice(this.#checked(first, 1), 0, second);
        return nothing;
      case "addAll/1":
        if (!(first instanceof ListObject)) return undefined;
        this.all().push(...first.all());
        return first.size > 0;
      case "set/2": {
        const index = this.#checked(first);
        const before = this.at(index);
        this.all()[index] = second;
        return before;
      }
      case "remove/1":
        return this.#remove(first);
      case "clear/0":
        this.all().length = 0;
        return nothing;
      case "toString/0":
        return this.print();
      case "equals/1":
        return equal(this, first);
      case "iterator/0":
      case "stream/0":
      case "sort/1":
      case "subList/2":
      case "toArray/0":
      case "hashCode/0":
        throw new VtlError(`List.${name} is not supported in templates here`);
      default:
        return undefined;
    }
  }

  #remove(what: Value): Value {
    if (typeof what === "number") return this.all().splice(this.#checked(what), 1)[0];
    const index = this.all().findIndex((item) => equal(item, what));
    if (index >= 0) this.all().splice(index, 1);
    return index >= 0;
  }

  #checked(index: Value, beyond = 0): number {
    if (typeof index !== "number" || index < 0 || index >= this.size + beyond) {
      throw new VtlError(`index ${print(index)} is out of bounds for length ${this.size}`);
    }
    return index;
  }
}

/** java.util.Map with its entries in the order they came, keys by their text. */
export class MapObject extends VtlObject {
  protected entries: Map<string, Value> | undefined;

  constructor(entries?: Map<string, Value>) {
    super();
    this.entries = entries;
  }

  all(): Map<string, Value> {
    this.entries ??= new Map();
    return this.entries;
  }

  get size(): number {
    return this.all().size;
  }

  override get(name: string): Value {
    return this.all().get(name);
  }

  override set(name: string, value: Value): boolean {
    this.all().set(name, value);
    return true;
  }

  override elements(): Iterable<Value> {
    return this.all().values();
  }

  override print(): string {
    return `{${[...this.all()].map(([key, value]) => `${key}=${print(value)}`).join(", ")}}`;
  }

  override call(name: string, args: readonly Value[]): Value {
    const [first, second] = args;
    const key = print(first);
    switch (`${name}/${args.length}`) {
      case "get/1":
        return this.get(key);
      case "getOrDefault/2":
        return this.all().has(key) ? this.get(key) : second;
      case "put/2": {
        const before = this.get(key);
        this.set(key, second);
        return before;
      }
      case "putAll/1":
        if (first instanceof MapObject) for (const [k, v] of first.all()) this.set(k, v);
        return nothing;
      case "remove/1": {
        const before = this.get(key);
        this.all().delete(key);
        return before;
      }
      case "containsKey/1":
        return this.all().has(key);
      case "containsValue/1":
        return [...this.all().values()].some((value) => equal(value, first));
      case "keySet/0":
        return new ListObject([...this.all().keys()]);
      case "values/0":
        return new ListObject([...this.all().values()]);
      case "entrySet/0":
        return new ListObject([...this.all()].map(([k, v]) => new EntryObject(k, v)));
      case "size/0":
        return this.size;
      case "isEmpty/0":
        return this.size === 0;
      case "clear/0":
        this.all().clear();
        return nothing;
      case "toString/0":
        return this.print();
      case "equals/1":
        return equal(this, first);
      case "hashCode/0":
        throw new VtlError(`Map.${name} is not supported in templates here`);
      default:
        return undefined;
    }
  }
}

/** java.util.Map.Entry. */
class EntryObject extends VtlObject {
  readonly #key: string;
  readonly #value: Value;

  constructor(key: string, value: Value) {
    super();
    this.#key = key;
    this.#value = value;
  }

  override get(name: string): Value {
    if (name === "key") return this.#key;
    return name === "value" ? this.#value : undefined;
  }

  override call(name: string, args: readonly Value[]): Value {
    if (args.length > 0) return undefined;
    if (name === "getKey") return this.#key;
    return name === "getValue" ? this.#value : undefined;
  }

  override print(): string {
    return `${this.#key}=${print(this.#value)}`;
  }
}
