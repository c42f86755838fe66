import { type Cell, number } from "./cells.ts";
import { places, plainDecimal, survives } from "./decimals.ts";
import { type Json, JsonNumber } from "./lossless-json.ts";
import { readLondon, readRfc3339 } from "./moments.ts";

const EARLIEST = Date.UTC(2000, 0, 1);
const DAY = 86_400_000;
const MOST_INTEGER = 9_007_199_254_740_991n;

/**
 * Reads the members of one event's data by the contract's rules, which are written here a second time
 * on purpose: `refused` is set where a value must not be stored as it is.
 */
export class Fields {
  refused = false;
  /** Storing it or not are both right: the last bits of a double are forgiven. */
  forgiven = false;
  readonly #arrivedAt: number;

  constructor(arrivedAt: number) {
    this.#arrivedAt = arrivedAt;
  }

  #refuse<T>(substitute: T): T {
    this.refused = true;
    return substitute;
  }

  members(value: Json | undefined): ReadonlyMap<string, Json> {
    return value instanceof Map ? value : this.#refuse(new Map());
  }

  list(value: Json | undefined, most: number): readonly Json[] {
    const isList = Array.isArray(value) && value.length >= 1 && value.length <= most;
    return isList ? value : this.#refuse([]);
  }

  text(value: Json | undefined, most: number): string {
    if (typeof value !== "string" || [...value].length > most) return this.#refuse("");
    return /\p{Surrogate}/u.test(value) ? this.#refuse("") : value;
  }

  oneOf(value: Json | undefined, values: readonly string[]): string {
    return typeof value === "string" && values.includes(value) ? value : this.#refuse("");
  }

  match(value: Json | undefined, pattern: RegExp): string {
    return typeof value === "string" && pattern.test(value) ? value : this.#refuse("");
  }

  /** A whole number between bounds, written in any way: `6`, `6.0`, `60e-1`. */
  integer(value: Json | undefined, least: bigint, most: bigint): string {
    const text = value instanceof JsonNumber ? plainDecimal(value.text) : "";
    if (!/^-?\d+$/.test(text)) return this.#refuse("0");
    const whole = BigInt(text);
    return whole >= least && whole <= most ? text : this.#refuse("0");
  }

  /** A text of identifier characters, or a whole number. */
  identifier(value: Json | undefined, most: number, least = 1): string {
    if (value instanceof JsonNumber) return this.integer(value, 0n, MOST_INTEGER);
    return this.match(value, new RegExp(`^[A-Za-z0-9_-]{${least},${most}}$`));
  }

  code(value: Json | undefined, most: number): string {
    if (value instanceof JsonNumber) return this.integer(value, 0n, MOST_INTEGER);
    const text = this.text(value, most);
    return text === "" ? this.#refuse("") : text;
  }

  /** An exact decimal; one whose surplus digits are a double's last bits may be rounded or refused. */
  money(value: Json | undefined, most: string, decimals: number, mayBeNegative = false): Cell {
    if (!(value instanceof JsonNumber)) return this.#refuse(null);
    const { text } = value;
    const amount = Number(text);
    if (!mayBeNegative && amount < 0) return this.#refuse(null);
    if (Math.abs(amount) > Number(most)) return this.#refuse(null);
    if (places(text) <= decimals && survives(text)) return number(text);
    const rounded = amount.toFixed(decimals);
    const distance = Math.abs(amount - Number(rounded));
    if (distance > Math.abs(amount) * 5e-16) return this.#refuse(null);
    this.forgiven = true;
    return number(rounded);
  }

  time(value: Json | undefined, mayBeWallTime = false): number {
    const text = typeof value === "string" && value.length <= 40 ? value : "";
    const time = mayBeWallTime && text.includes("/") ? readLondon(text) : readRfc3339(text);
    const isInRange = time !== undefined && time >= EARLIEST && time <= this.#arrivedAt + DAY;
    return isInRange ? time : this.#refuse(0);
  }
}
