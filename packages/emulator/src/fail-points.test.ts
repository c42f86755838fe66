import { afterEach, describe, expect, it } from "vitest";
import { failPoint, setFaults } from "./fail-points.ts";

afterEach(() => setFaults(undefined));

describe("a fail-point", () => {
  it("does nothing where no fault is set for its hop", () => {
    expect(failPoint("log.ack")).toBeUndefined();
    setFaults("log.append:throw:1");
    expect(failPoint("log.ack")).toBeUndefined();
  });

  it("acts on the n-th pass only", () => {
    setFaults("hop:enospc:2");
    expect(failPoint("hop")).toBeUndefined();
    expect(() => failPoint("hop")).toThrow(expect.objectContaining({ code: "ENOSPC" }));
    expect(failPoint("hop")).toBeUndefined();
  });

  it("acts on the n-th pass and every later one where it is said so", () => {
    setFaults("other:throw:1,hop:eio:2+");
    expect(failPoint("hop")).toBeUndefined();
    for (let pass = 0; pass < 3; pass += 1) {
      expect(() => failPoint("hop")).toThrow(expect.objectContaining({ code: "EIO" }));
    }
  });

  it("delays", async () => {
    setFaults("hop:delay:1:1");
    expect(failPoint("hop")).toBeInstanceOf(Promise);
    await failPoint("hop");
  });

  it("is refused where it is misspelt, and the part is named", () => {
    for (const wrong of ["hop", "hop:explode:1", "hop:kill:0", ":kill:1", "a:kill:1,hop:kill:x"]) {
      expect(() => setFaults(wrong)).toThrow(wrong.split(",").at(-1));
    }
  });
});
