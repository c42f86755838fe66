import { describe } from "vitest";

// A fault that the API's own tests prove: those tests run here too, under the fault's number.
describe("5 · stream throttles, 500, 503, through the deployed templates", async () => {
  await import("../src/api.test.ts");
});
