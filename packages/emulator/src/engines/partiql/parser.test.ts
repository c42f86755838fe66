import { describe, expect, it } from "vitest";
import { StatementCache } from "./cache.ts";
import { parseStatement } from "./parser.ts";

describe("statements", () => {
  it("INSERT: literals of every type and parameters", () => {
    const statement = parseStatement(
      `insert into "or""ders" VALUE {'a': ?, 'it''s': 'O''Brien', 'n': -1.50, 'l': [1, 'x'], 'm': {'t': true, 'z': null}, 's': <<'a', 'b'>>, 'last': ?};`,
    );
    expect(statement).toEqual({
      kind: "insert",
      table: 'or"ders',
      members: [
        { name: "a", value: { kind: "parameter", index: 0 } },
        { name: "it's", value: { kind: "value", value: { S: "O'Brien" } } },
        { name: "n", value: { kind: "value", value: { N: "-1.5" } } },
        { name: "l", value: { kind: "value", value: { L: [{ N: "1" }, { S: "x" }] } } },
        {
          name: "m",
          value: { kind: "value", value: { M: { t: { BOOL: true }, z: { NULL: true } } } },
        },
        { name: "s", value: { kind: "value", value: { SS: ["a", "b"] } } },
        { name: "last", value: { kind: "parameter", index: 1 } },
      ],
      parameters: 2,
    });
  });

  it("UPDATE: several SET and REMOVE, conditions, RETURNING", () => {
    const statement = parseStatement(
      `UPDATE "t" SET "status"=?, a.b[0]=a.b[0]+1 REMOVE c SET s=set_add(s, <<1>>) WHERE "pk"=? AND ("v" < ? OR v IS MISSING) RETURNING ALL OLD *`,
    );
    expect(statement).toMatchObject({
      kind: "update",
      parameters: 3,
      returning: { attributes: "ALL", version: "OLD" },
      actions: [
        { kind: "set", path: ["status"], value: { kind: "parameter", index: 0 } },
        { kind: "set", path: ["a", "b", 0], value: { kind: "plus" } },
        { kind: "remove", path: ["c"] },
        { kind: "add", path: ["s"] },
      ],
      where: { kind: "and", right: { kind: "or" } },
    });
  });

  it("SELECT: paths, an index, functions, order", () => {
    const statement = parseStatement(
      `SELECT a, "b".c FROM "t"."by_x" WHERE x = 'y' AND begins_with("s", ?) AND NOT n IN [1, 2] ORDER BY s DESC`,
    );
    expect(statement).toMatchObject({
      kind: "select",
      table: "t",
      index: "by_x",
      projection: [["a"], ["b", "c"]],
      order: [{ name: "s", descending: true }],
    });
  });

  it.each([
    ["INSERT INTO t VALUE {'a': 1", "Statement wasn't well formed"],
    ["INSERT INTO t VALUES {'a': 1}", "Statement wasn't well formed"],
    ["INSERT INTO t VALUE {'a': 1, 'a': 2}", "Duplicate keys in tuple. Key: a"],
    ['INSERT INTO t VALUE {"a": 1}', "Tuple keys must be of type String"],
    ["INSERT INTO t VALUE {'a': [?]}", "Unsupported data type: Parameter inside a list"],
    ["UPDATE t SET a = 1, a = 2 WHERE b = 1", "Two document paths overlap"],
    ["UPDATE t WHERE a = 1", "Statement wasn't well formed"],
    ["SELECT * FROM t WHERE a = 'x", "Statement wasn't well formed"],
    ["SELECT a AS b FROM t", "Aliasing is not supported"],
    ["SELECT * FROM t WHERE a = 1 extra", "Statement wasn't well formed"],
    [
      `INSERT INTO t VALUE {'a': ${"[".repeat(33)}1${"]".repeat(33)}}`,
      "Nesting Levels have exceeded supported limits",
    ],
    [
      "DROP TABLE t",
      "Invalid operation. Only select, insert, update and delete operations are valid",
    ],
    ["", "Statement wasn't well formed"],
  ])("refuses %s", (text, message) => {
    expect(() => parseStatement(text)).toThrow(message);
  });

  it.each([
    `SELECT * FROM t WHERE ${"(".repeat(8000)}`,
    `SELECT * FROM t WHERE ${"NOT ".repeat(2000)}`,
    `SELECT * FROM t WHERE ${"size(".repeat(1600)}`,
    `INSERT INTO t VALUE {'a': ${"[".repeat(8000)}`,
    `INSERT INTO t VALUE {'a': ${"{'a':".repeat(1600)}`,
    `UPDATE t SET a=${"list_append(".repeat(600)}`,
  ])("refuses what is nested without end: %#", (text) => {
    expect(() => parseStatement(text)).toThrow("The statement is nested too deeply");
  });

  it("parses a text once", () => {
    const cache = new StatementCache();
    expect(cache.get("SELECT * FROM t")).toBe(cache.get("SELECT * FROM t"));
  });
});
