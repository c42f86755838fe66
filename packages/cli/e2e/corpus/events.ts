/**
 * Members to replace in an event, each as JSON text, by their path (`product_details.0.quantity`);
 * undefined takes the member out. A path that is new adds a member.
 */
export type Changes = Readonly<Record<string, string | undefined>>;

let made = 0;

/** An id that no other case has. */
const nextId = (prefix: string): string => {
  made += 1;
  return `${prefix}-${made}`;
};

/** The JSON text of a valid order with changes. Ids are its own, unless they are changed. */
export function order(changes: Changes = {}): string {
  const base = {
    customer_id: nextId("customer"),
    order_id: nextId("order"),
    order_date: "2026-03-01T10:00:00Z",
    status: "paid",
    shipping_address: {
      street: "1 High Street",
      city: "Bristol",
      state: "England",
      zip: "BS1 4ST",
      country: "United Kingdom",
    },
    purchase_details: { payment_type: "wallet", amount: 17.85, currency: "GBP", instalments: 1 },
    product_details: [
      {
        product_id: "TEE-10",
        name: "T-shirt",
        quantity: 2,
        item_details: { color: "moss", size: "M" },
      },
    ],
  };
  return changed(base, changes);
}

/** The JSON text of a valid invoice line with changes. Its invoice is its own, unless it is changed. */
export function line(changes: Changes = {}): string {
  const base = {
    InvoiceNo: nextId("invoice"),
    StockCode: "85123A",
    Description: "WHITE HANGING HEART T-LIGHT HOLDER",
    Quantity: 6,
    InvoiceDate: "12/1/2010 8:26",
    UnitPrice: 2.55,
    CustomerID: "17850",
    Country: "United Kingdom",
    LineNo: 1,
  };
  return changed(base, changes);
}

function changed(base: object, changes: Changes): string {
  const texts: string[] = [];
  for (const [path, json] of Object.entries(changes)) {
    const names = path.split(".");
    const last = names.pop() ?? "";
    let at: object = base;
    for (const name of names) at = Reflect.get(at, name);
    if (json === undefined) Reflect.deleteProperty(at, last);
    else {
      // The text goes in after printing: what it says need not be what JSON.stringify would say.
      const value = `@@${texts.length}@@`;
      Object.defineProperty(at, last, { value, enumerable: true, configurable: true });
      texts.push(json);
    }
  }
  return JSON.stringify(base).replace(/"@@(\d+)@@"/g, (_, index) => texts[Number(index)] ?? "");
}

/** JSON of a text, with everything outside ASCII as it is. */
export const json = (text: string): string => JSON.stringify(text);
