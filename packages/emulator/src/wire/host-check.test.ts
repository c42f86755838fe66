import { describe, expect, it } from "vitest";
import { hostPolicy, refusedHost } from "./host-check.ts";

const policy = hostPolicy(4566, ["127.0.0.1", "Tributary.test:99"]);

describe("refusedHost", () => {
  it.each([
    "localhost",
    "LOCALHOST:4566",
    "localhost.:4566",
    "127.0.0.1:4566",
    "127.0.0.1:9",
    "[::1]:4566",
    "lake.localhost:4566",
    "tributary.test",
  ])("welcomes the host %s", (host) => {
    expect(refusedHost({ host }, policy)).toBeUndefined();
  });

  it.each([
    undefined,
    "",
    "evil.example",
    "evil.example:4566",
    "127.0.0.1.evil.example",
    "localhost.evil.example:4566",
    "evillocalhost",
    "[::2]:4566",
    "0.0.0.0:4566",
    "127.0.0.1@evil.example",
  ])("refuses the host %s (DNS rebinding)", (host) => {
    expect(refusedHost({ host }, policy)).toContain("not a name of this machine");
  });

  it.each(["http://localhost:4566", "http://127.0.0.1:4566", "http://[::1]:4566"])(
    "welcomes its own origin %s",
    (origin) => {
      expect(refusedHost({ host: "localhost:4566", origin }, policy)).toBeUndefined();
    },
  );

  it.each([
    "https://evil.example",
    "http://evil.example:4566",
    "http://localhost:3000",
    "https://localhost:4566",
    "http://localhost.evil.example:4566",
    "http://bucket.localhost:4566",
    "null",
    "",
  ])("refuses the origin %s", (origin) => {
    expect(refusedHost({ host: "localhost:4566", origin }, policy)).toContain("web page");
  });

  it("refuses an image or script of another page, and lets a person follow a link", () => {
    const headers = { host: "localhost:4566", "sec-fetch-site": "cross-site" };
    expect(refusedHost({ ...headers, "sec-fetch-mode": "no-cors" }, policy)).toContain(
      "another site",
    );
    expect(refusedHost({ ...headers, "sec-fetch-mode": "navigate" }, policy)).toBeUndefined();
    expect(refusedHost({ ...headers, "sec-fetch-site": "same-origin" }, policy)).toBeUndefined();
  });
});
