import { defineConfig } from "vitest/config";

// `pnpm test:faults`: each fault of docs/reference/guarantees.md, by its number. Sources run as in the
// unit tests; what is killed is the built command.
export default defineConfig({
  resolve: { conditions: ["tributary-source", "node", "default"] },
  ssr: { resolve: { conditions: ["tributary-source", "node", "default"] } },
  test: {
    include: ["packages/**/faults/**/*.fault.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    reporters: ["default", "./scripts/summary-reporter.ts"],
  },
});
