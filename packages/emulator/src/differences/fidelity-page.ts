import { differences } from "./all.ts";

/** The page `docs/reference/fidelity.md`. */
export function fidelityPage(): string {
  const lines = [
    "# Fidelity: how the embedded AWS differs from AWS",
    "",
    "Generated from `packages/emulator/src/differences`; do not edit (`pnpm test -u` writes it). What the embedded AWS does not implement answers an error that names it; what it implements in another way is listed here, with the reason and, where there is one, the test that shows it.",
  ];
  const services = [...new Set(differences.map(({ service }) => service))];
  for (const service of services) {
    lines.push("", `## ${service}`, "", "| difference | why | shown by |", "|---|---|---|");
    for (const { id, what, why, test } of differences.filter((d) => d.service === service)) {
      const shown = test === undefined ? "" : `“${test}”`;
      lines.push(`| <a id="${id}"></a>${cell(what)} | ${cell(why)} | ${cell(shown)} |`);
    }
  }
  return `${lines.join("\n")}\n`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
