import { asDecimal, isInteger } from "../coercion.ts";
import { SqlError } from "../errors.ts";
import { typeName, varcharType } from "../types.ts";
import type { Typed } from "./definition.ts";
import { quote } from "./time.ts";

const conversion = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

function refuse(what: string): never {
  throw new SqlError("NOT_SUPPORTED", `format: ${what} is not offered by the embedded Athena`);
}

function whole(value: Typed, flags: string, width: string | undefined): string {
  if (!isInteger(value.type)) return refuse(`%d of ${typeName(value.type)}`);
  const number = `CAST(${value.sql} AS BIGINT)`;
  if (flags === "," && width === undefined) return `format('{:,}', ${number})`;
  if (flags === "0" && width !== undefined) return `printf('%0${width}d', ${number})`;
  if (flags === "" || flags === "-") return pad(`CAST(${number} AS VARCHAR)`, flags, width);
  return refuse(`the flags '${flags}'`);
}

/** Java rounds half up, from the shortest decimal that means the double; C's printf rounds the binary value. */
function fixed(value: Typed, flags: string, width: string | undefined, digits: number): string {
  const exact = asDecimal(value.type);
  if (exact === undefined && value.type.kind !== "double")
    return refuse(`%f of ${typeName(value.type)}`);
  const source = exact === undefined ? `CAST(${value.sql} AS VARCHAR)` : value.sql;
  const number = `CAST(${source} AS DECIMAL(38,${digits}))`;
  if (flags === "" || flags === "-") return pad(`CAST(${number} AS VARCHAR)`, flags, width);
  if (flags !== "," || width !== undefined) return refuse(`the flags '${flags}'`);
  const fraction = digits === 0 ? "" : ` || right(CAST(${number} AS VARCHAR), ${digits + 1})`;
  return (
    `(CASE WHEN ${number} < 0 THEN '-' ELSE '' END || ` +
    `format('{:,}', CAST(trunc(abs(${number})) AS BIGINT))${fraction})`
  );
}

function pad(text: string, flags: string, width: string | undefined): string {
  if (width === undefined) return text;
  const side = flags === "-" ? "rpad" : "lpad";
  return `CASE WHEN length(${text}) < ${width} THEN ${side}(${text}, ${width}, ' ') ELSE ${text} END`;
}

function asText(value: Typed): string {
  const { kind } = value.type;
  if (
    kind === "varchar" ||
    kind === "boolean" ||
    kind === "date" ||
    asDecimal(value.type) !== undefined
  ) {
    return `CAST(${value.sql} AS VARCHAR)`;
  }
  return refuse(`%s of ${typeName(value.type)}`);
}

/**
 * `format(template, …)`, which is Java's `String.format`: `%s`, `%d`, `%,d`, `%05d`, `%.2f`, `%,.2f` and widths.
 * @throws SqlError NOT_SUPPORTED for any other conversion, rather than a guess
 */
export function javaFormat(template: string, values: readonly Typed[]): Typed {
  const parts: string[] = [];
  let from = 0;
  let used = 0;
  for (const found of template.matchAll(conversion)) {
    const [text, position, flags = "", width, precision, letter = ""] = found;
    if (found.index > from) parts.push(quote(template.slice(from, found.index)));
    from = found.index + text.length;
    if (text === "%%") {
      parts.push("'%'");
      continue;
    }
    const value = values[position === undefined ? used++ : Number(position) - 1];
    if (value === undefined) {
      throw new SqlError(
        "INVALID_FUNCTION_ARGUMENT",
        `Invalid format string: ${template} (Format specifier '${text}')`,
      );
    }
    const printed = {
      s: () =>
        (flags === "" || flags === "-") && precision === undefined
          ? pad(asText(value), flags, width)
          : refuse(text),
      d: () => (precision === undefined ? whole(value, flags, width) : refuse(text)),
      f: () => fixed(value, flags, width, Number(precision ?? 6)),
    }[letter];
    parts.push(`coalesce(${(printed ?? (() => refuse(`'${text}'`)))()}, 'null')`);
  }
  const rest = template.slice(from);
  if (/%/.test(rest)) refuse(`'${rest}'`);
  if (rest !== "" || parts.length === 0) parts.push(quote(rest));
  return { sql: `(${parts.join(" || ")})`, type: varcharType };
}
