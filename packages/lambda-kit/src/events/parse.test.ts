import { expect, test } from "vitest";
import { cloudEvent, eventsOf, exampleLine, exampleOrder } from "../testing/index.ts";
import { peekType } from "./parse.ts";

const code = (text: string): string[] =>
  eventsOf(text).map((event) => (event.ok ? "ok" : event.reason.code));

test("what is no event of this stream is told apart", () => {
  expect(code(cloudEvent("r/0", exampleOrder()))).toEqual(["ok"]);
  expect(code("")).toEqual(["not_json"]);
  expect(code("null")).toEqual(["not_cloud_event"]);
  expect(code("[1]")).toEqual(["not_cloud_event"]);
  expect(code("\ufeff{}")).toEqual(["not_json"]);
  expect(code("{'a':1}")).toEqual(["not_json"]);
  expect(code("{}")).toEqual(["not_cloud_event"]);
  expect(code('{"specversion":"0.3","id":"a"}')).toEqual(["not_cloud_event"]);
  expect(code(cloudEvent('a"b', {}))).toEqual(["not_cloud_event"]);
  expect(code(cloudEvent("x".repeat(161), {}))).toEqual(["not_cloud_event"]);
  expect(code(cloudEvent("r/0", {}, "tributary.order.v2"))).toEqual(["unknown_type"]);
  expect(code(cloudEvent("r/0", {}, "__proto__"))).toEqual(["unknown_type"]);
});

test("a look at the beginning tells the type that the API writes", () => {
  expect(peekType(cloudEvent("r/0", exampleOrder()))).toBe("tributary.order.v1");
  expect(peekType(cloudEvent("r/0", exampleLine()))).toBe("tributary.invoice_line.v1");
  expect(peekType(` ${cloudEvent("r/0", exampleLine())}`)).toBeUndefined();
  expect(peekType('{"id":"r/0","type":"tributary.order.v1","data":{}}')).toBeUndefined();
});
