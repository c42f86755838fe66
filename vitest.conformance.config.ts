import { defineConfig } from "vitest/config";

// `pnpm conformance`: the cases of packages/conformance, asked of the real engines that are present.
export default defineConfig({
  resolve: { conditions: ["tributary-source", "node", "default"] },
  ssr: { resolve: { conditions: ["tributary-source", "node", "default"] } },
  test: {
    include: ["packages/conformance/src/engines.conformance.ts"],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    reporters: ["dot", "./scripts/summary-reporter.ts"],
    disableConsoleIntercept: true,
  },
});
