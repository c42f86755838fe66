import type { Outcome } from "./release.ts";

/** A GitHub-flavoured table of what became of each function. */
export function summary(title: string, outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ name, result, from, to, codeSha256, error }) =>
    [
      `\`${name}\``,
      result,
      from === to ? from : `${from} → ${to}`,
      `\`${codeSha256.slice(0, 10)}\``,
      cell(error ?? ""),
    ].join(" | "),
  );
  return [
    `### ${title}`,
    "",
    "| function | result | version | code | reason |",
    "|---|---|---|---|---|",
    ...rows.map((row) => `| ${row} |`),
    "",
  ].join("\n");
}

/** One line for a terminal. */
export function line({ name, result, from, to, error }: Outcome): string {
  const versions = from === to ? from : `${from} → ${to}`;
  return `${name.padEnd(28)} ${result.padEnd(10)} ${versions}${error ? `  ${error}` : ""}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ").slice(0, 500);
}
