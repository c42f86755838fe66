import { defineConfig } from "vitest/config";

// `pnpm test:e2e`: the whole pipeline, in this process and as the command that people run.
// Sources run as in the unit tests; the command itself is the built one.
export default defineConfig({
  resolve: { conditions: ["tributary-source", "node", "default"] },
  ssr: { resolve: { conditions: ["tributary-source", "node", "default"] } },
  test: {
    include: ["packages/*/e2e/**/*.e2e.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    reporters: ["default", "./scripts/summary-reporter.ts"],
  },
});
