import { hostname } from "node:os";
import { expect, test } from "vitest";
import { exposed, UnprotectedHostError } from "./exposure.ts";

test.each(["0.0.0.0", "::", "192.168.1.5", "shop.example"])(
  "beyond loopback an API key is demanded: %s",
  (host) => {
    for (const keys of [{}, { apiKey: "" }, { apiKey: "  " }]) {
      expect(() => exposed({ host, ...keys })).toThrow(UnprotectedHostError);
    }
    const { allowedHosts } = exposed({ host, apiKey: "secret", allowedHosts: ["shop.example"] });
    expect(allowedHosts).toContain(hostname().toLowerCase());
    expect(allowedHosts).toContain("shop.example");
  },
);

test.each([undefined, "127.0.0.1", "localhost", "::1"])("on loopback it is not: %s", (host) => {
  const given = host === undefined ? {} : { host };
  expect(exposed(given)).toEqual({ ...given, allowedHosts: [] });
  expect(() => exposed({ ...given, apiKey: "" })).toThrow(UnprotectedHostError);
});
