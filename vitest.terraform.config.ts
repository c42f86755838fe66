import { defineConfig } from "vitest/config";

// What needs terraform, its AWS provider or moto. What is missing is said by name, and its tests are skipped.
export default defineConfig({
  resolve: { conditions: ["tributary-source", "node", "default"] },
  ssr: { resolve: { conditions: ["tributary-source", "node", "default"] } },
  test: {
    include: ["packages/deploy/integration/**/*.itest.ts"],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    testTimeout: 600_000,
    hookTimeout: 900_000,
    reporters: ["default", "./scripts/summary-reporter.ts"],
  },
});
