import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { element } from "./rest-xml.ts";
import { childText, readXml } from "./xml-reader.ts";

describe("readXml", () => {
  it("reads what SDKs send", () => {
    const root = readXml(
      `\ufeff<?xml version="1.0" encoding="UTF-8"?>
      <!-- from an SDK -->
      <Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/" a='>'>
        <Object><Key>a&amp;b &lt;c&gt; &#228;&#x1F600;</Key></Object>
        <ns:Object><Key><![CDATA[<raw> & ]]></Key><VersionId/></ns:Object>
        <Quiet>true</Quiet>
      </Delete>`,
    );
    expect(root?.name).toBe("Delete");
    expect(root?.children.map(({ name }) => name)).toEqual(["Object", "Object", "Quiet"]);
    const [first, second] = root?.children ?? [];
    expect(first && childText(first, "Key")).toBe("a&b <c> ä😀");
    expect(second && childText(second, "Key")).toBe("<raw> & ");
    expect(second && childText(second, "VersionId")).toBe("");
    expect(first && childText(first, "ETag")).toBeUndefined();
  });

  it.each([
    "",
    "text",
    "<a>",
    "<a></b>",
    "<a/><b/>",
    "</a>",
    "<a b='></a>",
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
    "<a>".repeat(100) + "</a>".repeat(100),
    "{}",
  ])("refuses %j", (text) => {
    expect(readXml(text)).toBeUndefined();
  });

  it("reads back what the writer wrote, and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(readXml(element("a", { b: text }))?.children[0]?.text).toBe(text);
        readXml(text);
      }),
    );
  });
});
