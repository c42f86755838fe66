import { describe, expect, test } from "vitest";
import { isWallTime, parseLondonTime } from "./london-time.ts";

const london = (text: string): string | undefined => {
  const time = parseLondonTime(text);
  return time === undefined ? undefined : new Date(time).toISOString();
};

describe("wall time in London", () => {
  test("month comes before day: 12/1/2010 is the first of December", () => {
    expect(london("12/1/2010 8:26")).toBe("2010-12-01T08:26:00.000Z");
  });

  test("in summer it is an hour ahead of UTC", () => {
    expect(london("7/4/2011 0:30")).toBe("2011-07-03T23:30:00.000Z");
    expect(london("07/04/2011 23:59:30")).toBe("2011-07-04T22:59:30.000Z");
  });

  test("a time that comes twice is the first of the two", () => {
    // The clocks went back from 2:00 to 1:00 on 31 October 2010.
    expect(london("10/31/2010 0:59")).toBe("2010-10-30T23:59:00.000Z");
    expect(london("10/31/2010 1:00")).toBe("2010-10-31T00:00:00.000Z");
    expect(london("10/31/2010 1:59")).toBe("2010-10-31T00:59:00.000Z");
    expect(london("10/31/2010 2:00")).toBe("2010-10-31T02:00:00.000Z");
  });

  test("a time that does not exist is read by the clock before the change", () => {
    // The clocks went forward from 1:00 to 2:00 on 28 March 2010.
    expect(london("3/28/2010 0:59")).toBe("2010-03-28T00:59:00.000Z");
    expect(london("3/28/2010 1:30")).toBe("2010-03-28T01:30:00.000Z");
    expect(london("3/28/2010 2:00")).toBe("2010-03-28T01:00:00.000Z");
  });

  test("days that the calendar does not have are none", () => {
    expect(london("2/30/2010 8:00")).toBeUndefined();
    expect(london("2/29/2011 8:00")).toBeUndefined();
  });

  test("is told from RFC 3339 by its slashes", () => {
    expect(isWallTime("1/2/2010 8:26")).toBe(true);
    expect(isWallTime("12/1/2010 8:26")).toBe(true);
    expect(isWallTime("2010-12-01T08:26:00Z")).toBe(false);
  });

  test("agrees with Intl on every half hour of two years", () => {
    const clock = new Intl.DateTimeFormat("en-US", {
      timeZone: "Europe/London",
      dateStyle: "short",
      timeStyle: "short",
      hourCycle: "h23",
    });
    const wall = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone: "Europe/London", hourCycle: "h23", minute: "2-digit" },
      ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric" },
    });
    const seen = new Set<string>();
    for (let t = Date.UTC(2010, 0, 1); t < Date.UTC(2012, 0, 1); t += 1_800_000) {
      const text = wall.format(t).replace(", ", " ");
      // The second of two equal wall times is the one that cannot be said.
      if (!seen.has(text)) expect(parseLondonTime(text), clock.format(t)).toBe(t);
      seen.add(text);
    }
  });
});
