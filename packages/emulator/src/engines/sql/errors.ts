/**
 * A statement that cannot be run, as Athena words it in `StateChangeReason`:
 * `COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved …`. `code` is Trino's error name.
 */
export class SqlError extends Error {
  override readonly name = "SqlError";
  readonly code: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** The message without code and position. */
  readonly detail: string;

  constructor(code: string, detail: string, at?: { source: string; offset: number }) {
    const place = at === undefined ? undefined : placeOf(at.source, at.offset);
    super(`${code}: ${place === undefined ? "" : `line ${place.line}:${place.column}: `}${detail}`);
    this.code = code;
    this.detail = detail;
    this.line = place?.line;
    this.column = place?.column;
  }
}

/** Line and column, both from 1, of an offset into a statement. */
export function placeOf(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}
