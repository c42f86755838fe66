import { expect, test } from "vitest";
import { hops, killSchedule } from "./schedule.ts";

test("the same seed gives the same kills, another seed others", () => {
  expect(killSchedule(7, 50)).toEqual(killSchedule(7, 50));
  expect(killSchedule(7, 50)).not.toEqual(killSchedule(8, 50));
  expect(killSchedule(7, 50).slice(0, 10)).toEqual(killSchedule(7, 10));
});

test("a long schedule kills at every hop, while starting and while running", () => {
  const kills = killSchedule(1, 1_000);
  const seen = kills.flatMap((kill) => (kill.kind === "hop" ? [kill.hop] : []));
  expect(new Set(seen)).toEqual(new Set(hops));
  for (const since of ["start", "ready"]) {
    expect(kills.some((kill) => kill.kind === "signal" && kill.since === since)).toBe(true);
  }
});
