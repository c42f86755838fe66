// Orders like the producer's, made cheaply: a generator must not be what is measured.
const cities = ["Berlin", "Bristol", "London", "Lyon", "Porto", "Sevilla", "Zürich"];
const products = [
  "Canvas tote bag",
  "Ash stool",
  "Organic cotton T-shirt",
  "Corduroy cap",
  "Enamel mug",
];
const statuses = ["pending", "paid", "shipped", "delivered", "cancelled", "returned"];
const payments = ["debit_card", "credit_card", "cash", "coupon", "wallet"];

/** @returns {() => string} an order as JSON each time; orders of a seed are all different */
export function fakeOrders(seed) {
  let n = 0;
  const now = Date.now() - 7 * 86_400_000;
  return () => {
    n += 1;
    const r = (n * 2_654_435_761) >>> 0;
    const ordered = new Date(now + (r % 500_000_000)).toISOString();
    const updated = new Date(now + (r % 500_000_000) + 60_000).toISOString();
    const items = Array.from(
      { length: 1 + (r % 3) },
      (_, k) =>
        `{"product_id":"SKU-${(r >> k) & 255}","name":"${products[(r >> k) % 5]}","quantity":${1 + ((r >> k) & 3)},"item_details":{"color":"moss","size":"L"}}`,
    ).join(",");
    return `{"customer_id":"c-${r % 20_011}","order_id":"o-${seed}-${n}","order_date":"${ordered}","updated_at":"${updated}","status":"${statuses[r % 6]}","shipping_address":{"street":"Invalidenstraße ${r % 200}","city":"${cities[r % 7]}","state":"State","zip":"${10_000 + (r % 80_000)}","country":"Germany"},"purchase_details":{"payment_type":"${payments[r % 5]}","amount":${r % 9_000}.${10 + (r % 90)},"currency":"EUR","instalments":${1 + (r % 6)}},"product_details":[${items}]}`;
  };
}
