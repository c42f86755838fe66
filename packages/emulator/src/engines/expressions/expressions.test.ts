import { describe, expect, it } from "vitest";
import type { AttributeMap, AttributeValue } from "./attribute-value.ts";
import { parseCondition } from "./condition.ts";
import { fulfils } from "./evaluation.ts";
import { Placeholders } from "./placeholders.ts";
import { Projection } from "./projection.ts";
import { parseProjection } from "./projection-expression.ts";
import { applyActions } from "./update.ts";
import { parseUpdate } from "./update-expression.ts";

const item: AttributeMap = {
  s: { S: "hello" },
  n: { N: "5" },
  b: { B: Buffer.from([1, 2, 255]).toString("base64") },
  t: { BOOL: true },
  z: { NULL: true },
  ss: { SS: ["x", "y"] },
  ns: { NS: ["1", "2"] },
  l: { L: [{ S: "a" }, { N: "1" }, { M: { deep: { S: "down" } } }] },
  m: { M: { k: { S: "v" }, "with.dot": { N: "1" } } },
};

function values(map: Record<string, AttributeValue>): Placeholders {
  return new Placeholders(
    { "#dot": "with.dot", "#status": "status" },
    { ":unused": { S: "" }, ...map },
  );
}

function test(text: string, map: Record<string, AttributeValue> = {}): boolean {
  return fulfils(parseCondition(text, "ConditionExpression", values(map)), item);
}

describe("conditions", () => {
  it.each<[string, Record<string, AttributeValue>, boolean]>([
    ["s = :v", { ":v": { S: "hello" } }, true],
    ["s <> :v", { ":v": { S: "hello" } }, false],
    ["absent = :v", { ":v": { S: "" } }, false],
    ["absent <> :v", { ":v": { S: "" } }, true],
    ["n = :v", { ":v": { N: "5.0" } }, true],
    ["n > :v", { ":v": { N: "10" } }, false],
    ["n < :v", { ":v": { S: "9" } }, false],
    ["s < :v", { ":v": { S: "hello!" } }, true],
    ["s >= :v AND n <= :w", { ":v": { S: "hello" }, ":w": { N: "5" } }, true],
    ["b > :v", { ":v": { B: Buffer.from([1, 2, 3]).toString("base64") } }, true],
    ["n BETWEEN :a AND :b", { ":a": { N: "5" }, ":b": { N: "6" } }, true],
    ["NOT n BETWEEN :a AND :b AND n = :a", { ":a": { N: "5" }, ":b": { N: "6" } }, false],
    ["n IN (:a, :b)", { ":a": { N: "4" }, ":b": { N: "5" } }, true],
    ["n = :a OR n = :b AND s = :a", { ":a": { N: "5" }, ":b": { N: "6" } }, true],
    ["(n = :a OR n = :b) AND s = :a", { ":a": { N: "5" }, ":b": { N: "6" } }, false],
    ["attribute_exists(m.k)", {}, true],
    ["attribute_exists(m.#dot)", {}, true],
    ["attribute_exists(m.dot)", {}, false],
    ["attribute_not_exists(l[3])", {}, true],
    ["l[2].deep = :v", { ":v": { S: "down" } }, true],
    ["attribute_type(ss, :v)", { ":v": { S: "SS" } }, true],
    ["begins_with(s, :v)", { ":v": { S: "hell" } }, true],
    ["begins_with(b, :v)", { ":v": { B: "AQ==" } }, true],
    ["contains(s, :v)", { ":v": { S: "ell" } }, true],
    ["contains(ss, :v)", { ":v": { S: "y" } }, true],
    ["contains(l, :v)", { ":v": { N: "1" } }, true],
    ["contains(ns, :v)", { ":v": { N: "3" } }, false],
    ["size(s) = :v", { ":v": { N: "5" } }, true],
    ["size(l) > :v", { ":v": { N: "2" } }, true],
    ["size(n) > :v", { ":v": { N: "0" } }, false],
    ["ss = :v", { ":v": { SS: ["y", "x"] } }, true],
    ["m = :v", { ":v": { M: { "with.dot": { N: "1" }, k: { S: "v" } } } }, true],
    ["attribute_exists(#status)", {}, false],
  ])("%s with %j is %s", (text, map, expected) => {
    expect(test(text, map)).toBe(expected);
  });

  it("orders strings by UTF-8, where UTF-16 would differ", () => {
    const condition = parseCondition(
      "a < :b",
      "FilterExpression",
      new Placeholders(undefined, { ":b": { S: "\u{1F600}" } }),
    );
    expect(fulfils(condition, { a: { S: "\uFFFD" } })).toBe(true);
  });

  it("knows names like any other: constructor and __proto__", () => {
    expect(test("attribute_exists(toString.deep)")).toBe(false);
    const names = new Placeholders({ "#p": "__proto__" }, undefined);
    const update = parseUpdate("SET #p = s", names);
    const after = applyActions(update, item);
    expect(Object.keys(after)).toContain("__proto__");
    expect(Object.getPrototypeOf(after)).toBe(Object.prototype);
  });

  it.each<[string, Record<string, AttributeValue>, string]>([
    ["", {}, "The expression can not be empty;"],
    ["n", {}, 'Syntax error; token: "<EOF>", near: "n"'],
    ["n =", {}, 'Syntax error; token: "<EOF>", near: "="'],
    ["n = 5", {}, 'Syntax error; token: "5", near: "= 5"'],
    ["a..b = n", {}, 'Syntax error; token: ".", near: "..b"'],
    ["n = s $", {}, 'Syntax error; token: "$", near: "s $"'],
    [
      "n = :v",
      {},
      "An expression attribute value used in expression is not defined; attribute value: :v",
    ],
    [
      "#x = n",
      {},
      "An expression attribute name used in the document path is not defined; attribute name: #x",
    ],
    ["status = n", {}, "Attribute name is a reserved keyword; reserved keyword: status"],
    ["foo(n)", {}, "Invalid function name; function: foo"],
    [
      "size(s)",
      {},
      "The function is not allowed to be used this way in an expression; function: size",
    ],
    [
      "attribute_exists(:v)",
      { ":v": { S: "" } },
      "Operator or function requires a document path; operator or function: attribute_exists",
    ],
    [
      "begins_with(s, :v)",
      { ":v": { N: "1" } },
      "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N",
    ],
    [
      "n < :v",
      { ":v": { BOOL: true } },
      "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL",
    ],
    [
      "n = n",
      {},
      "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [n]",
    ],
    [
      "n BETWEEN :a AND :b",
      { ":a": { N: "2" }, ":b": { N: "1" } },
      "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}",
    ],
    ["((n = s))", {}, "The expression has redundant parentheses;"],
    [
      "attribute_type(n, :v)",
      { ":v": { S: "Q" } },
      "Invalid attribute type name found; type: Q, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}",
    ],
    [
      "if_not_exists(n, s) = s",
      {},
      "The function is not allowed in a condition expression; function: if_not_exists",
    ],
  ])("refuses %s", (text, map, message) => {
    expect(() => test(text, map)).toThrow(`Invalid ConditionExpression: ${message}`);
  });

  it("refuses an expression over 4 KB", () => {
    expect(() => test(`n = ${"n".repeat(4096)}`)).toThrow(
      "Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4100",
    );
  });

  it.each([
    "(".repeat(4000),
    "NOT ".repeat(1000),
    `${"size(".repeat(800)}s${")".repeat(800)} = n`.slice(0, 4000),
  ])("refuses what is nested without end: %#", (text) => {
    expect(() => test(text)).toThrow("The expression is nested too deeply;");
  });

  it("refuses names and values that nothing uses", () => {
    const placeholders = values({ ":v": { N: "5" } });
    parseCondition("n = :v", "ConditionExpression", placeholders);
    expect(() => placeholders.expectAllUsed()).toThrow(
      "Value provided in ExpressionAttributeNames unused in expressions: keys: {#dot, #status}",
    );
  });
});

describe("updates", () => {
  const update = (text: string, map: Record<string, AttributeValue> = {}) =>
    applyActions(parseUpdate(text, values(map)), item);

  it("computes every value from the item as it was, and leaves that alone", () => {
    const before = structuredClone(item);
    const after = update(
      "SET n = n + :d, past = n, m.k = s REMOVE l[0], l[1], t ADD cnt :d, ss :s",
      {
        ":d": { N: "0.5" },
        ":s": { SS: ["y", "w"] },
      },
    );
    expect(item).toEqual(before);
    expect(after).toMatchObject({
      n: { N: "5.5" },
      past: { N: "5" },
      m: { M: { k: { S: "hello" }, "with.dot": { N: "1" } } },
      l: { L: [{ M: { deep: { S: "down" } } }] },
      cnt: { N: "0.5" },
      ss: { SS: ["x", "y", "w"] },
    });
    expect(after).not.toHaveProperty("t");
  });

  it("appends past the end of a list, in ascending order of position", () => {
    const after = update("SET l[9] = :b, l[5] = :a", { ":a": { S: "5" }, ":b": { S: "9" } });
    expect(after.l?.L?.slice(3)).toEqual([{ S: "5" }, { S: "9" }]);
  });

  it.each<[string, Record<string, AttributeValue>, AttributeMap]>([
    ["SET x = if_not_exists(x, :v) + :v", { ":v": { N: "2" } }, { x: { N: "4" } }],
    ["SET x = if_not_exists(n, :v)", { ":v": { N: "2" } }, { x: { N: "5" } }],
    ["SET x = list_append(:v, l)", { ":v": { L: [] } }, { x: item.l ?? {} }],
    ["SET x = (n - :v)", { ":v": { N: "7" } }, { x: { N: "-2" } }],
    ["set x = n", {}, { x: { N: "5" } }],
  ])("%s", (text, map, expected) => {
    expect(update(text, map)).toMatchObject(expected);
  });

  it("removes a set that has become empty", () => {
    expect(update("DELETE ss :v", { ":v": { SS: ["x", "y"] } })).not.toHaveProperty("ss");
  });

  it.each<[string, Record<string, AttributeValue>, string]>([
    [
      "SET a = absent",
      {},
      "The provided expression refers to an attribute that does not exist in the item",
    ],
    [
      "SET a.b = n",
      {},
      "The document path provided in the update expression is invalid for update",
    ],
    ["REMOVE a.b", {}, "The document path provided in the update expression is invalid for update"],
    [
      "ADD s :v",
      { ":v": { N: "1" } },
      "An operand in the update expression has an incorrect data type",
    ],
    [
      "ADD n :v",
      { ":v": { S: "1" } },
      "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND",
    ],
    [
      "SET m.a = n, m.a.b = n",
      {},
      "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m, a], path two: [m, a, b]",
    ],
    [
      "SET m.a = n REMOVE m[0]",
      {},
      "Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [m, a], path two: [m, [0]]",
    ],
    [
      "SET a = n SET b = n",
      {},
      'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;',
    ],
    ["FOO a = n", {}, 'Invalid UpdateExpression: Syntax error; token: "FOO", near: "FOO a"'],
    ["SET a = n + n + n", {}, 'Invalid UpdateExpression: Syntax error; token: "+", near: "n + n"'],
    [
      "SET a = size(s)",
      {},
      "Invalid UpdateExpression: The function is not allowed in an update expression; function: size",
    ],
  ])("refuses %s", (text, map, message) => {
    expect(() => update(text, map)).toThrow(message);
  });
});

describe("projections", () => {
  it("keep what lies at the paths", () => {
    const paths = parseProjection("n, m.#dot, l[2].deep, l[0], absent.x", values({}));
    expect(new Projection(paths).of(item)).toEqual({
      n: { N: "5" },
      m: { M: { "with.dot": { N: "1" } } },
      l: { L: [{ S: "a" }, { M: { deep: { S: "down" } } }] },
    });
  });
});
