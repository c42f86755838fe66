import { readFileSync } from "node:fs";
import { sep } from "node:path";
import { defineConfig, type Plugin } from "vitest/config";

interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Breaks one rule of ours (`packages/conformance/mutants.json`) while it is loaded; files stay as they are. */
function mutation(index: number): Plugin {
  const mutants: readonly Mutant[] = JSON.parse(
    readFileSync(new URL("packages/conformance/mutants.json", import.meta.url), "utf8"),
  );
  const mutant = mutants[index];
  if (mutant === undefined) throw new Error(`no mutant ${index}`);
  const path = mutant.file.replaceAll("/", sep);
  return {
    name: "mutation",
    enforce: "pre",
    transform(code, id) {
      if (!id.replaceAll("/", sep).endsWith(path)) return undefined;
      if (!code.includes(mutant.find)) throw new Error(`${mutant.file} has not: ${mutant.find}`);
      return code.replace(mutant.find, () => mutant.replace);
    },
  };
}

const { CONFORMANCE_MUTANT: mutant = "" } = process.env;

// `pnpm conformance`: the cases of packages/conformance, asked of the real engines that are present.
export default defineConfig({
  resolve: { conditions: ["tributary-source", "node", "default"] },
  ssr: { resolve: { conditions: ["tributary-source", "node", "default"] } },
  plugins: mutant === "" ? [] : [mutation(Number(mutant))],
  test: {
    include:
      mutant === ""
        ? ["packages/conformance/src/engines.conformance.ts"]
        : ["packages/conformance/src/**/golden.test.ts"],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    reporters: ["dot"],
    disableConsoleIntercept: true,
  },
});
