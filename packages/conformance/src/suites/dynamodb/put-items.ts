import {
  B,
  create,
  type Item,
  items,
  key,
  L,
  M,
  N,
  S,
  scenario,
  step,
  type Value,
} from "./steps.ts";

const put = (item: Item, differs?: string) =>
  step("PutItem", items({ Item: item }), differs === undefined ? {} : { differs });
const get = (item: Item, differs?: string) =>
  step("GetItem", items({ Key: item }), differs === undefined ? {} : { differs });
const valued = (value: Value, differs?: string) => put({ ...key("a", "c"), e: value }, differs);

/** A map in a map in a map … */
function nested(levels: number, wrap: (inner: Value) => Value): Value {
  let value: Value = S("x");
  for (let i = 0; i < levels; i++) value = wrap(value);
  return value;
}

const text = (length: number): string => "x".repeat(length);
/** Bytes of an item are those of its names and values: 400 KiB at most. */
const MAX_ITEM = 409_600;
const KEYS = "pk".length + "sk".length + "a".length + "big".length;

const numbers = [
  ...["0", "-0", "1.0", "1e3", "1E3", "0001.50", "1e-5", ".5", "5.", "+1", "-1", "100", "1e0"],
  ...["12345678901234567890123456789012345678", "123456789012345678901234567890123456789"],
  ...["9.9999999999999999999999999999999999999E+125", "1e125", "1e126", "9e125", "-9e125"],
  ...["1e-130", "1e-131", "1e-129", "0.1", "0.30000000000000000000000000000000000001"],
  ...["1.5e2", "0e500", "00", "1e", "e1", "--1", "1 ", " 1", "", "abc", "NaN", "Infinity", "0x10"],
  ...["1,000", "1_000", "9007199254740993", "-0.0", "0.00000001000"],
];

/** DynamoDB's numbers keep 38 digits. A number is brought into one form, which the key shows. */
const numberSteps = numbers.flatMap((number) => [
  put({ ...key("n", `of ${number}`), n: N(number) }),
  get(key("n", `of ${number}`)),
]);

export const putItems = [
  scenario("items of every type come back", [
    create("items"),
    put({
      ...key("all", "1"),
      s: S("text"),
      empty: S(""),
      n: N("42"),
      b: B("AQID"),
      emptyBinary: B(""),
      yes: { BOOL: true },
      no: { BOOL: false },
      none: { NULL: true },
      list: L(S("a"), N("1"), { BOOL: false }, { NULL: true }, L(), M({})),
      map: M({ deep: M({ deeper: L(S("x")) }) }),
      texts: { SS: ["b", "a", "c"] },
      numbers: { NS: ["3", "1", "2.50"] },
      binaries: { BS: ["AQ==", "Ag=="] },
    }),
    get(key("all", "1")),
    put({
      ...key("uni", "é"),
      e: S("😀 مرحبا O'Brien \u0000 \u2028 \ud83d\udc69\u200d\ud83d\udc67"),
      ключ: S("v"),
    }),
    get(key("uni", "é")),
    get(key("uni", "e\u0301")),
    put(key("a", "b")),
    put({ ...key("a", "b"), x: N("2") }),
    step("PutItem", items({ Item: key("a", "b"), ReturnValues: "ALL_OLD" })),
    step("PutItem", items({ Item: key("a", "b"), ReturnValues: "NONE" })),
    step("PutItem", items({ Item: key("a", "b"), ReturnValues: "ALL_NEW" })),
    step("PutItem", items({ Item: key("a", "b"), ReturnValues: "FOO" })),
    get(key("a", "b")),
    get(key("a", "zzz")),
    step("GetItem", { TableName: "nope", Key: key("a", "b") }),
    step("GetItem", items({ Key: key("a", "b"), ConsistentRead: true })),
    step("GetItem", items({ Key: key("a", "b"), ReturnConsumedCapacity: "TOTAL" })),
    step("PutItem", items({ Item: key("a", "b"), ReturnConsumedCapacity: "TOTAL" })),
    step("PutItem", { Item: key("a", "b") }),
    step("PutItem", items({})),
  ]),
  scenario("keys", [
    create("items"),
    put({ pk: S("a") }),
    put({ pk: S("a"), sk: N("1") }),
    put({ pk: S(""), sk: S("b") }),
    put({ pk: S("a"), sk: S("") }),
    put({ sk: S("b") }),
    put({ pk: S("a"), sk: { NULL: true } }),
    put({ pk: S(text(2048)), sk: S("b") }),
    put({ pk: S(text(2049)), sk: S("b") }),
    put({ pk: S("p"), sk: S(text(1024)) }),
    put({ pk: S("p"), sk: S(text(1025)) }),
    get({}),
    get({ pk: S("a") }),
    get({ pk: S("a"), sk: S("") }),
    get({ pk: S("a"), sk: N("1") }),
    get({ pk: S("a"), sk: { X: "" } }),
    get({ pk: S("a"), sk: S("1"), x: S("b") }),
    get({ pk: S("a"), zz: S("1") }),
    create("binary", {
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "B" },
        { AttributeName: "sk", AttributeType: "N" },
      ],
    }),
    step("PutItem", { TableName: "binary", Item: { pk: B("/w=="), sk: N("1.50") } }),
    step("PutItem", { TableName: "binary", Item: { pk: B("/w=="), sk: N("-1e2") } }),
    step("GetItem", { TableName: "binary", Key: { pk: B("/w=="), sk: N("15e-1") } }),
    step("PutItem", { TableName: "binary", Item: { pk: B(""), sk: N("1") } }),
    step("GetItem", { TableName: "binary", Key: { pk: B(""), sk: N("1") } }),
  ]),
  scenario("values that cannot be", [
    create("items"),
    valued({}),
    valued({ S: "a", N: "1" }),
    valued({ S: null }),
    valued({ X: "1" }),
    valued({ N: 1 }, "dynamodb-local-lenient-types"),
    valued({ NULL: false }),
    valued({ B: "not base64!" }, "dynamodb-local-lenient-types"),
    valued({ SS: [] }),
    valued({ SS: ["a", "a"] }),
    valued({ SS: [""] }),
    valued({ NS: [] }),
    valued({ NS: ["1", "1.0"] }),
    valued({ NS: ["x"] }),
    valued({ BS: [] }),
    valued({ BS: ["YQ==", "YQ=="] }),
    valued(M({ "": S("x") })),
    put({ ...key("a", "c"), "": S("x") }),
    valued(L({})),
    valued(M({ q: {} })),
    step("PutItem", items({ Item: { ...key("a", "c"), e: "text" } }), {
      differs: "dynamodb-local-lenient-types",
    }),
    put({ ...key("a", "c"), [text(70_000)]: S("1") }),
  ]),
  scenario("sizes", [
    create("items"),
    put({ ...key("a", "big"), e: S(text(MAX_ITEM)) }),
    put({ ...key("a", "big"), e: S(text(MAX_ITEM - KEYS - 1)) }),
    put({ ...key("a", "big"), e: S(text(MAX_ITEM - KEYS - 1 + 1)) }),
    put({ ...key("a", "big"), e: S("é".repeat((MAX_ITEM - KEYS - 1) / 2)) }),
    put({ ...key("a", "big"), e: S("é".repeat((MAX_ITEM - KEYS - 1) / 2 + 1)) }),
    put({ ...key("a", "c"), e: nested(31, (d) => M({ d })) }),
    put({ ...key("a", "c"), e: nested(32, (d) => M({ d })) }),
    put({ ...key("a", "c"), e: nested(32, (d) => L(d)) }),
    put({ ...key("a", "c"), e: nested(33, (d) => L(d)) }),
  ]),
  scenario("numbers", [create("items"), ...numberSteps]),
  scenario("numbers in lists and maps", [
    create("items"),
    put({ ...key("n", "2"), m: M({ a: N("1e3"), b: N("-0"), c: L(N("0001.50")) }) }),
    get(key("n", "2"), "dynamodb-local-number-text"),
  ]),
];
