import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MapObject } from "./collections.ts";
import { compileTemplate } from "./compiler.ts";
import { VtlError } from "./errors.ts";
import { fromJson } from "./from-json.ts";
import { javaRegex } from "./java-regex.ts";
import { call } from "./strings.ts";
import { utilObject } from "./util-object.ts";

const render = (source: string, variables = {}): string =>
  compileTemplate(source).render({ util: utilObject, ...variables });

describe("templates", () => {
  test("any text renders or fails with VtlError, and text without $ # \\ is itself", () => {
    const pieces = fc.constantFrom(
      "$",
      "#",
      "{",
      "}",
      "(",
      ")",
      "if",
      "set",
      "end",
      "x",
      "\\",
      '"',
      "'",
      "=",
      "1",
      ".",
      "[",
      "]",
      "foreach",
      " in ",
      "\n",
      "$x",
      "#end",
      "#if($x)",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 12 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, (source) => {
        try {
          const output = render(source);
          if (!/[$#\\]/.test(source)) expect(output).toBe(source);
        } catch (error) {
          expect(error).toBeInstanceOf(VtlError);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("values are never read as template or as code", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const source = '#set($y = "a${x}b")$y$x#foreach($z in $l)$z#end';
        expect(render(source, { x: value, l: fromJson([value]) })).toBe(
          `a${value}b${value}${value}`,
        );
      }),
    );
  });

  test("any text survives escapeJavaScript with its apostrophes put right, and base64", () => {
    const source = `{"s":"$util.escapeJavaScript($x).replaceAll("\\\\'","'")","b":"$util.base64Encode($x)"}`;
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (x) => {
        const { s, b } = JSON.parse(render(source, { x }));
        expect(s).toBe(x);
        expect(Buffer.from(b, "base64").toString("utf8")).toBe(x);
      }),
    );
  });

  test("names of JavaScript's own are only names", () => {
    const names = ["constructor", "__proto__", "toString", "hasOwnProperty", "prototype"];
    for (const name of names) {
      expect(render(`$${name} $m.${name} $!m.get('${name}')`, { m: fromJson({}) })).toBe(
        `$${name} $m.${name} `,
      );
    }
    expect(render("$s.constructor $s.constructor('x')", { s: "a" })).toBe(
      "$s.constructor $s.constructor('x')",
    );
  });

  test.each([
    ["#macro(m)x#end", "not supported"],
    ["#parse('x')", "not supported"],
    ["#include('x')", "not supported"],
    ["#evaluate('x')", "not supported"],
    ["#if($x)", "#end is missing"],
    ["a\nb#end", "line 2, column 6"],
    ["#break", "outside #foreach"],
  ])("%j is refused: %s", (source, why) => {
    expect(() => compileTemplate(source)).toThrow(why);
  });

  test("what Java has and we have not fails by name, what nobody has prints itself", () => {
    expect(() => render("$s.getBytes()", { s: "a" })).toThrow("String.getBytes");
    expect(() => render("$l.iterator()", { l: fromJson([]) })).toThrow("List.iterator");
    expect(() => render("$util.qr('x')")).toThrow("$util has no method qr");
    expect(render("$s.foo() $l.foo()", { s: "a", l: fromJson([]) })).toBe("$s.foo() $l.foo()");
  });

  test("a template is compiled once", () => {
    expect(compileTemplate("$once")).toBe(compileTemplate("$once"));
  });

  test("an object set in a template is the caller's own", () => {
    const m = new MapObject();
    render("#set($m.a = 'b')", { m });
    expect(m.get("a")).toBe("b");
  });
});

describe("Java's regular expressions", () => {
  // Each checked with java.util.regex of JDK 17.
  test.each([
    ["a\nb", "a.b", false],
    ["a\u0085b", "a.b", false],
    ["x\n", "x", false],
    ["\u00a0", "\\s", false],
    ["٣", "\\d", false],
    ["é", "\\w", false],
    ["a-b", "[a\\-b]+", true],
    ["a-b", "[-ab]+", true],
    ["]", "[]]", true],
    ["a/b", "a/b", true],
    ["😀", ".", true],
    ["ab", "(?:a)(?=b)b", true],
    ["aa", "(a)\\1", true],
  ])("%j matches %j: %s", (text, pattern, expected) => {
    expect(call(text, "matches", [pattern])).toBe(expected);
  });

  test("$ in the middle of a text is the end or the last line's", () => {
    expect(call("a\n", "replaceAll", ["a$", "b"])).toBe("b\n");
    expect(call("a\nb", "replaceAll", ["a$", "x"])).toBe("a\nb");
  });

  test("replacements: groups, escapes, and what is none", () => {
    expect(call("ab", "replaceAll", ["(a)(b)", "$2$1$10\\$"])).toBe("baa0$");
    expect(call("ab", "replaceAll", ["(?<x>a)", "[${x}]"])).toBe("[a]b");
    expect(() => call("ab", "replaceAll", ["a", "$"])).toThrow(VtlError);
    expect(() => call("ab", "replaceAll", ["a", "$1"])).toThrow(VtlError);
    expect(() => call("ab", "replaceAll", ["a", "\\"])).toThrow(VtlError);
  });

  test.each([
    "a*+",
    "(?i)a",
    "(?>a)",
    "\\bword",
    "\\p{L}",
    "\\Qa\\E",
    "[a&&b]",
    "[a[b]]",
    "a{",
    "(",
    "\\",
  ])("%s is refused", (pattern) => expect(() => javaRegex(pattern)).toThrow(VtlError));
});
