import type { TypeName } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

/** A type as `cast` takes it: `decimal(12, 2)`, `array(varchar)`, `row(a integer)`, `timestamp(3) with time zone`. */
export function parseTypeName(cursor: Cursor): TypeName {
  const token = cursor.next();
  const at = token.offset;
  if (token.kind !== "word") cursor.fail("a type", token);
  const name = token.text.toLowerCase();
  if (name === "double") cursor.skip("PRECISION");
  if (name === "row" && cursor.at("(")) {
    const fields = cursor.parenthesised(() => cursor.list(() => parseField(cursor)));
    return { name, parameters: [], fields, at };
  }
  const parameter = () =>
    cursor.peek().kind === "integer" ? Number(cursor.next().text) : parseTypeName(cursor);
  const parameters = cursor.at("(") ? cursor.parenthesised(() => cursor.list(parameter)) : [];
  if (cursor.skip("WITH", "TIME", "ZONE")) {
    return { name: `${name} with time zone`, parameters, at };
  }
  cursor.skip("WITHOUT", "TIME", "ZONE");
  return { name, parameters, at };
}

/** A field of a row: a type, or a name and a type. */
function parseField(cursor: Cursor) {
  const named = cursor.atIdentifier() && !["(", ",", ")"].includes(cursor.peek(1).upper);
  const name = named ? cursor.identifier().name : undefined;
  return { name, type: parseTypeName(cursor) };
}
