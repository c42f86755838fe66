import { AthenaClient } from "@aws-sdk/client-athena";
import { setFaults } from "@tributary/emulator/parts";
import { expect, onTestFinished, test } from "vitest";
import { lines, order, orders, Shop } from "./support.ts";

test("3 · fsync EIO: 503, no acknowledgement, nothing more is taken; after a restart nothing is lost", async () => {
  const shop = await Shop.open();
  expect((await shop.post("/orders/batch", orders(0, 5))).status).toBe(202);
  setFaults("log.fsync:eio:1");
  const answers = [];
  for (let n = 10; n < 14; n += 1) answers.push((await shop.post("/orders", order(n))).status);
  // Only the first sync fails, but what the disk then holds is in doubt: the log stays closed.
  expect(answers).toEqual([503, 503, 503, 503]);
  setFaults(undefined);
  await shop.restart();
  expect((await shop.post("/orders", order(20))).status).toBe(202);
  await shop.expectClean();
});

test("3 · disk full: 503, no acknowledgement; it goes on by itself when there is space again", async () => {
  const shop = await Shop.open();
  expect((await shop.post("/orders/batch", orders(0, 5))).status).toBe(202);
  setFaults("log.append:enospc:1+,s3.write:enospc:1+,file.write:enospc:1+,dynamodb.write:throw:1+");
  const refused = await Promise.all([1, 2, 3].map((n) => shop.post("/orders", order(n + 10))));
  expect(refused.map(({ status }) => status)).toEqual([503, 503, 503]);
  expect(shop.pipeline.lag().every(({ drained }) => drained)).toBe(false);
  setFaults(undefined);
  expect((await shop.post("/orders/batch", orders(20, 5))).status).toBe(202);
  const { accepted, raw } = await shop.expectClean();
  // A record that was refused with 503 may be there or not, and was not promised.
  expect(accepted).toBe(10);
  expect(raw).toBe(10);
});

test("4 · client timeout after commit, then retry: one row in tables and views", async () => {
  const shop = await Shop.open();
  const athena = new AthenaClient(shop.deployment.client);
  onTestFinished(() => athena.destroy());
  const invoice = lines("536365", 3);
  for (const [path, body] of [
    ["/orders", order(1)],
    ["/invoices/batch", invoice],
  ] as const) {
    setFaults("log.ack:delay:1:1500");
    const impatient = shop.post(path, body, { signal: AbortSignal.timeout(100) });
    await expect(impatient).rejects.toThrow();
    // The same again, with no Idempotency-Key: another event, the same order, the same lines.
    expect((await shop.post(path, body)).status).toBe(202);
  }
  const { raw, tables, lake } = await shop.expectClean();
  expect(raw).toBe(8);
  expect(tables).toEqual({ orders: 1, invoices: 3, customers: 1 });
  expect(lake).toMatchObject({ orders: 2, invoice_lines: 6 });
  const counts =
    "select (select count(*) from current_orders), (select count(*) from current_order_products), (select count(*) from unique_invoice_lines)";
  expect(await shop.ask(athena, counts)).toEqual([["1", "2", "3"]]);
});

test("6 · a batch of 500 with one bad event: 400 naming index and field, nothing ingested", async () => {
  const shop = await Shop.open();
  const batch = orders(0, 500).map((good, index) =>
    index === 321 ? { ...good, status: "lost" } : good,
  );
  const { status, body } = await shop.post("/orders/batch", batch);
  expect(status).toBe(400);
  expect(body).toContain("/321/status");
  const { accepted, raw } = await shop.expectClean();
  expect({ accepted, raw }).toEqual({ accepted: 0, raw: 0 });
});

test("6 · a batch over the record size: 413, nothing ingested", async () => {
  const shop = await Shop.open();
  const note = "x".repeat(11_000);
  const batch = orders(0, 100).map((good) => ({ ...good, note }));
  expect((await shop.post("/orders/batch", batch)).status).toBe(413);
  const { raw } = await shop.expectClean();
  expect(raw).toBe(0);
});

test("11 · the same key twice in a batch, and two batches out of order: the newest stays", async () => {
  const shop = await Shop.open();
  const state = (hour: number, status: string) =>
    order(1, { status, updated_at: `2026-01-02T0${hour}:00:00Z` });
  expect(
    (await shop.post("/orders/batch", [state(3, "shipped"), state(1, "pending")])).status,
  ).toBe(202);
  await shop.pipeline.drained();
  expect((await shop.post("/orders/batch", [state(2, "paid"), state(0, "pending")])).status).toBe(
    202,
  );
  await shop.expectClean();
  expect((await shop.get("/orders/o-1")).body).toMatchObject({ status: "shipped" });
  expect((await shop.post("/orders", state(4, "delivered"))).status).toBe(202);
  await shop.expectClean();
  expect((await shop.get("/orders/o-1")).body).toMatchObject({ status: "delivered" });
});

test("13 · a 20,000-line invoice: stored, paged", async () => {
  const shop = await Shop.open();
  const all = lines("999999", 20_000);
  for (let at = 0; at < all.length; at += 500) {
    const { status } = await shop.post("/invoices/batch", all.slice(at, at + 500));
    expect(status).toBe(202);
  }
  const { tables } = await shop.expectClean();
  expect(tables).toEqual({ orders: 0, invoices: 20_000, customers: 1 });
  const seen = new Set<unknown>();
  let token = "";
  do {
    const { status, body } = await shop.get(`/invoices/999999?limit=1000${token}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ line_count: 20_000, total: 306_000 });
    for (const { line_id } of body.lines as { line_id: string }[]) seen.add(line_id);
    token = body.next_page_token === null ? "" : `&page_token=${body.next_page_token}`;
  } while (token !== "");
  expect(seen.size).toBe(20_000);
});
