import { expect, test } from "vitest";
import { SqlEngine } from "./engine.ts";
import { FakeObjects, fakeCatalog } from "./testing/fake-lake.ts";

test("the clock's functions say the same moment wherever they are asked", async () => {
  const engine = new SqlEngine({
    catalog: fakeCatalog([]),
    objects: new FakeObjects("/nowhere"),
    clock: { now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) },
  });
  const { rows } = await engine.query(
    "select now(), current_timestamp, localtimestamp, current_date, now() = current_timestamp, current_date = date(localtimestamp)",
    { database: "shop" },
  );
  const moment = "2026-01-02 03:04:05.006";
  expect(rows).toEqual([[`${moment} UTC`, `${moment} UTC`, moment, "2026-01-02", "true", "true"]]);
});
