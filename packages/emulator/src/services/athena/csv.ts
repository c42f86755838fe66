/**
 * A result file as Athena writes it: every value in double quotes, null as nothing at all.
 * https://docs.aws.amazon.com/athena/latest/ug/querying.html
 */
export function csvLine(cells: readonly (string | null)[]): string {
  const quoted = cells.map((cell) => (cell === null ? "" : `"${cell.replaceAll('"', '""')}"`));
  return `${quoted.join(",")}\n`;
}

/** The rows of such a file, its header among them. */
export function parseCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === '"') {
      let end = at + 1;
      while (text[end] !== '"' || text[end + 1] === '"') end += text[end] === '"' ? 2 : 1;
      row.push(text.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
    } else row.push(null);
    if (text[at] === "\n") {
      rows.push(row);
      row = [];
    }
    at++;
    // A null that ends a line has nothing between the comma and the line's end.
    if (text[at - 1] === "," && text[at] === "\n") {
      rows.push([...row, null]);
      row = [];
      at++;
    }
  }
  return rows;
}
