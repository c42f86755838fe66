import type { Run } from "./workspace.ts";

export interface TerraformTest {
  /** `tests/function.tftest.hcl: without_enhanced_fan_out` */
  readonly name: string;
  readonly status: string;
  readonly errors: readonly string[];
}

/** The runs that `terraform test -json` reports. */
export function testResults({ stdout }: Run): readonly TerraformTest[] {
  const tests = new Map<string, { name: string; status: string; errors: string[] }>();
  for (const line of stdout.split("\n")) {
    const message = parse(line);
    const file = message?.["@testfile"];
    const run = message?.["@testrun"];
    if (message === undefined || file === undefined || run === undefined) continue;
    const name = `${file}: ${run}`;
    const test = tests.get(name) ?? { name, status: "missing", errors: [] };
    tests.set(name, test);
    if (message.type === "test_run" && message.test_run?.progress === "complete") {
      test.status = message.test_run.status ?? "missing";
    }
    if (message["@level"] === "error") test.errors.push(message["@message"] ?? "");
  }
  return [...tests.values()];
}

interface Message {
  readonly type?: string;
  readonly "@level"?: string;
  readonly "@message"?: string;
  readonly "@testfile"?: string;
  readonly "@testrun"?: string;
  readonly test_run?: { readonly progress?: string; readonly status?: string };
}

function parse(line: string): Message | undefined {
  try {
    const message: Message = JSON.parse(line);
    return message;
  } catch {
    return undefined;
  }
}
