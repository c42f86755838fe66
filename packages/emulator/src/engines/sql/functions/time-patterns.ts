import { SqlError } from "../errors.ts";

/** MySQL's conversions, as Trino's `date_format` and `date_parse` take them, in DuckDB's `strftime`. */
const mysql: Readonly<Record<string, string>> = {
  a: "%a",
  b: "%b",
  c: "%-m",
  d: "%d",
  e: "%-d",
  f: "%f",
  H: "%H",
  h: "%I",
  I: "%I",
  i: "%M",
  j: "%j",
  k: "%-H",
  l: "%-I",
  M: "%B",
  m: "%m",
  p: "%p",
  r: "%I:%M:%S %p",
  S: "%S",
  s: "%S",
  T: "%H:%M:%S",
  W: "%A",
  Y: "%Y",
  y: "%y",
  "%": "%%",
};

/** Two-digit years mean other centuries to the two engines, names of days are ignored by one: not read. */
const notRead = new Set(["a", "W", "y", "j"]);

function refuse(name: string): never {
  throw new SqlError("NOT_SUPPORTED", `Date format ${name} is not offered by the embedded Athena`);
}

/**
 * A MySQL date format in the engine's notation.
 * @throws SqlError NOT_SUPPORTED naming a conversion that is not offered
 */
export function mysqlPattern(format: string, use: "print" | "read"): string {
  return format.replaceAll(/%(.?)/gs, (whole, letter: string) => {
    const found = mysql[letter];
    if (found === undefined || (use === "read" && notRead.has(letter))) return refuse(`'${whole}'`);
    return found;
  });
}

/** Joda's patterns, those that say the same in every locale and era. */
const joda: Readonly<Record<string, string>> = {
  yyyy: "%Y",
  YYYY: "%Y",
  MM: "%m",
  M: "%-m",
  MMM: "%b",
  MMMM: "%B",
  dd: "%d",
  d: "%-d",
  HH: "%H",
  H: "%-H",
  hh: "%I",
  mm: "%M",
  ss: "%S",
  SSS: "%g",
  EEE: "%a",
  EEEE: "%A",
  a: "%p",
};

/**
 * A Joda date pattern in the engine's notation.
 * @throws SqlError NOT_SUPPORTED naming a letter run that is not offered
 */
export function datetimePattern(pattern: string): string {
  return pattern.replaceAll(
    /'((?:[^']|'')*)'|([A-Za-z])\2*|%/g,
    (whole, text: string | undefined) => {
      if (text !== undefined)
        return (text === "" ? "'" : text.replaceAll("''", "'")).replaceAll("%", "%%");
      return whole === "%" ? "%%" : (joda[whole] ?? refuse(`'${whole}'`));
    },
  );
}
