import { expect, test } from "vitest";
import { IdentitySet } from "./identity-set.ts";

test("each text is new once, however many there are", () => {
  const set = new IdentitySet();
  const ids = Array.from({ length: 20_000 }, (_, n) => `request-${n}/0`);
  expect(ids.filter((id) => !set.add(id))).toEqual([]);
  expect(ids.filter((id) => set.add(id))).toEqual([]);
  expect(set.size).toBe(ids.length);
});
