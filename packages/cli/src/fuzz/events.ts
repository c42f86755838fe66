import fc from "fast-check";
import { members, type Node } from "./json-nodes.ts";
import { textJson } from "./texts.ts";

/** When every record of the fuzzing arrived. */
export const ARRIVED_AT = Date.UTC(2026, 2, 2, 12, 0, 0, 125);
const LATEST = ARRIVED_AT + 86_400_000;
const EARLIEST = Date.UTC(2000, 0, 1);

const LETTERS = "ABCXYZabcxyz0189_-";
const identifierText = (most: number) =>
  fc
    .array(fc.nat(LETTERS.length - 1), { minLength: 1, maxLength: Math.min(most, 10) })
    .map((indices) => `"${indices.map((i) => LETTERS[i]).join("")}"`);
const wholeText = fc
  .tuple(fc.nat(99_999), fc.constantFrom("", "", ".0", ".000", "e0"))
  .map(([whole, tail]) => `${whole}${tail}`);

const identifier = (most: number) =>
  fc.oneof({ weight: 3, arbitrary: identifierText(most) }, { weight: 1, arbitrary: wholeText });
const code = (most: number) =>
  fc.oneof({ weight: 3, arbitrary: textJson(most, 1) }, { weight: 1, arbitrary: wholeText });

/** A decimal as one of the ways to write it. */
const money = (most: number, decimals: number, least = 0) =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.nat(5)).map(([units, form]) => {
    const text = (units / 10 ** decimals).toFixed(decimals);
    if (form === 0) return `${text}${"0".repeat(20)}`;
    if (form === 1) return `${units}e-${decimals}`;
    return form === 2 ? String(Number(text)) : text;
  });

const int = (min: number, max = 2_147_483_647) =>
  fc
    .oneof(
      { weight: 5, arbitrary: fc.integer({ min, max: 100 }) },
      { weight: 1, arbitrary: fc.integer({ min, max }) },
      { weight: 1, arbitrary: fc.constantFrom(min, max) },
    )
    .map(String);

const two = (value: number): string => String(value).padStart(2, "0");

/** RFC 3339 in any of its spellings. */
const timestamp = fc
  .tuple(fc.integer({ min: EARLIEST, max: LATEST }), fc.integer({ min: -14, max: 14 }), fc.nat(5))
  .map(([time, hours, form]) => {
    if (form < 2) return `"${new Date(time).toISOString()}"`;
    const local = new Date(time + hours * 3_600_000).toISOString().slice(0, -1);
    const offset = `${hours < 0 ? "-" : "+"}${two(Math.abs(hours))}:00`;
    if (form === 2) return `"${local.replace("T", " ")}${offset}"`;
    return form === 3 ? `"${local}987654${offset}"` : `"${local}${offset}"`;
  });

/** A wall time, one that the clocks skip or repeat among them. */
const wallTime = fc
  .tuple(
    fc.date({ min: new Date("2000-01-02"), max: new Date("2026-03-01"), noInvalidDate: true }),
    fc.nat(2),
  )
  .map(([date, form]) => {
    const [month, day, hour] = [date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours()];
    const seconds = form === 0 ? `:${two(date.getUTCSeconds())}` : "";
    const clock = `${form === 1 ? two(hour) : hour}:${two(date.getUTCMinutes())}${seconds}`;
    return `"${form === 1 ? two(month) : month}/${day}/${date.getUTCFullYear()} ${clock}"`;
  });

const product = fc
  .tuple(code(200), textJson(500), int(1), textJson(100), textJson(100))
  .map(([product_id, name, quantity, color, size]) =>
    members({ product_id, name, quantity, item_details: members({ color, size }) }),
  );

const payment = fc
  .tuple(
    fc.constantFrom(...["debit_card", "credit_card", "cash", "coupon", "wallet"]),
    money(999_999_999_999, 2),
    fc.constantFrom("GBP", "EUR"),
    int(1),
  )
  .map(([type, amount, currency, instalments]) =>
    members({ payment_type: `"${type}"`, amount, currency: `"${currency}"`, instalments }),
  );

const address = fc
  .tuple(textJson(500), textJson(200), textJson(200), textJson(40), textJson(200))
  .map(([street, city, state, zip, country]) => members({ street, city, state, zip, country }));

const sometimes = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });

/** A valid order. */
export const orderNode: fc.Arbitrary<Node> = fc
  .tuple(
    fc.tuple(identifier(64), identifier(64), timestamp, sometimes(timestamp)),
    fc.constantFrom("pending", "paid", "shipped", "delivered", "cancelled", "returned"),
    fc.tuple(address, payment, fc.nat(4)),
    fc.array(product, { minLength: 1, maxLength: 3 }),
  )
  .map(
    ([[customer_id, order_id, order_date, updated_at], status, [to, paid, spelling], products]) =>
      members({
        ...{ customer_id, order_id, order_date, status: `"${status}"`, updated_at },
        shipping_address: to,
        [spelling === 0 ? "purchaise_details" : "purchase_details"]: paid,
        product_details: { items: products },
      }),
  );

/** A valid invoice line. */
export const lineNode: fc.Arbitrary<Node> = fc
  .tuple(
    fc.tuple(identifier(32), code(64), fc.oneof(textJson(1_000), fc.constant("null"))),
    fc.tuple(int(-2_147_483_648), fc.oneof(wallTime, timestamp)),
    money(2_000_000_000, 3, -2_000_000_000),
    fc.tuple(fc.oneof(identifier(64), fc.constantFrom("null", '""')), textJson(200)),
    sometimes(fc.nat(999_999).map(String)),
  )
  .map(
    ([
      [InvoiceNo, StockCode, Description],
      [Quantity, InvoiceDate],
      UnitPrice,
      [CustomerID, Country],
      LineNo,
    ]) =>
      members({
        ...{ InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice },
        ...{ CustomerID, Country, LineNo },
      }),
  );
