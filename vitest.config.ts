import { defineConfig } from "vitest/config";

// Tests run the TypeScript sources of every workspace package; only what must exist as a file
// (function bundles, the function worker) is built first, by `pnpm test`.
export default defineConfig({
  resolve: { conditions: ["tributary-source", "node", "default"] },
  ssr: { resolve: { conditions: ["tributary-source", "node", "default"] } },
  test: {
    include: ["packages/**/*.test.ts", "athena/**/*.test.ts", "scripts/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    // vitest leaves one core free; these tests wait for disks and sockets as much as they compute.
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "./scripts/summary-reporter.ts"],
  },
});
