import { expect, test } from "vitest";
import { formats } from "./format.ts";

const result = (name: string, type: string, cell: string | null) => ({
  columns: [{ name, type }],
  rows: [[cell]],
  ...{ bytesScanned: 0, milliseconds: 0 },
});
const csv = (name: string, type: string, cell: string | null) =>
  String(formats.csv(result(name, type, cell)));

// https://owasp.org/www-community/attacks/CSV_Injection
test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"])(
  "a text cell, or a column's name, that begins like a formula is neutralised: %j",
  (text) => {
    expect(csv("a", "varchar", text)).toBe(`"a"\r\n"'${text}"\r\n`);
    expect(csv(text, "varchar", "x")).toBe(`"'${text}"\r\n"x"\r\n`);
  },
);

test("numbers keep their sign, quotes are doubled, null is nothing", () => {
  expect(csv("a", "decimal(12,2)", "-1.50")).toBe('"a"\r\n-1.50\r\n');
  expect(csv("a", "varchar", 'say "=1"')).toBe('"a"\r\n"say ""=1"""\r\n');
  expect(csv("a", "varchar", null)).toBe('"a"\r\n\r\n');
});
