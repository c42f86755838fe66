import type { Reporter, TestModule } from "vitest/node";

/**
 * Closes a run with what was skipped and why, and one plain line, `N passed, N failed, N skipped`, that
 * scripts can add up.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    let reasons = "";
    for (const module of modules) {
      if (module.state() === "failed" && module.errors().length > 0) count.failed += 1;
      for (const test of module.children.allTests()) {
        const result = test.result();
        count[result.state] += 1;
        if (result.state === "skipped" && result.note !== undefined) {
          reasons += `SKIPPED ${test.fullName}: ${result.note}\n`;
        }
      }
    }
    const skipped = count.skipped + count.pending;
    process.once("exit", () => {
      process.stdout.write(
        `${reasons}${count.passed} passed, ${count.failed} failed, ${skipped} skipped\n`,
      );
    });
  }
}
