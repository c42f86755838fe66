import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputObject } from "./input-object.ts";
import { parsePath } from "./json-path.ts";
import { compactJson, JsonText } from "./json-text.ts";

const spaced = fc.tuple(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 1, "\t", "\r\n "));
const none = { path: {}, querystring: {}, header: {} };

describe("JsonText", () => {
  test("compacts any JSON to what JSON.stringify prints", () => {
    fc.assert(
      fc.property(spaced, ([value, space]) => {
        const text = new JsonText(` ${JSON.stringify(value, null, space)}\n`);
        expect(text.compact(text.root())).toBe(JSON.stringify(value));
      }),
    );
  });

  test("finds every element of any JSON by its path", () => {
    fc.assert(
      fc.property(spaced, ([value, space]) => {
        const text = new JsonText(JSON.stringify(value, null, space));
        const visit = (at: unknown, path: (string | number)[]): void => {
          const span = text.find(path);
          expect(span).toBeDefined();
          if (span !== undefined) expect(text.compact(span)).toBe(JSON.stringify(at));
          if (Array.isArray(at)) for (const [i, inner] of at.entries()) visit(inner, [...path, i]);
          else if (typeof at === "object" && at !== null) {
            for (const [key, inner] of Object.entries(at)) visit(inner, [...path, key]);
          }
        };
        visit(JSON.parse(text.text), []);
      }),
    );
  });

  test("of a repeated key the last one wins, and text stays exact", () => {
    const text = new JsonText('{"a":1,"\\u0061" : [1.10 , 1E2],"b":"a\\"}"}');
    const span = text.find(["a"]);
    expect(span && text.compact(span)).toBe("[1.10,1E2]");
    expect(text.find(["a", 2])).toBeUndefined();
    expect(text.find(["b", "c"])).toBeUndefined();
    expect(text.find(["nope"])).toBeUndefined();
  });

  test("white space inside strings stays", () => {
    expect(compactJson('{ "a b" : "c \\" d" }')).toBe('{"a b":"c \\" d"}');
  });
});

describe("JSONPath", () => {
  test.each([
    ["$", []],
    ["$.a.b", ["a", "b"]],
    ["a.b", ["a", "b"]],
    ["$[0]", [0]],
    ["$.a[-1].c", ["a", -1, "c"]],
    ["$['a b']['c']", ["a b", "c"]],
    ['$["a.b"][3]', ["a.b", 3]],
    ["$.__type", ["__type"]],
  ])("%s", (path, keys) => expect(parsePath(path)).toEqual(keys));

  test.each(["$..a", "$.*", "$[*]", "$[?(@.a)]", "$[1:2]", "$[1,2]", "$.a.length()", "$.", "$a"])(
    "%s is refused",
    (path) => expect(() => parsePath(path)).toThrow("not supported"),
  );
});

describe("$input", () => {
  const input = new InputObject('{"a":{"n":1.0,"l":[1,"x"]}}', none);

  test('json gives text, path gives values, a missing element gives "" or an empty string', () => {
    expect(input.call("json", ["$.a.l"])).toBe('[1,"x"]');
    expect(input.call("json", ["$.nope"])).toBe('""');
    expect(input.call("path", ["$.nope"])).toBe("");
    expect(input.call("path", ["$.a.l[1]"])).toBe("x");
  });

  test("an empty body reads as {}, one that is no JSON fails", () => {
    expect(new InputObject("", none).call("json", ["$"])).toBe("{}");
    expect(() => new InputObject("{", none).call("json", ["$"])).toThrow("JSON");
  });
});
