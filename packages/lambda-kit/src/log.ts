export type LogLevel = "info" | "warn" | "error";
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * One JSON line. Fields are counts, names and ids: never a payload, never a person's data. Nothing is
 * logged per event; a batch that went well logs nothing.
 */
export function log(level: LogLevel, message: string, fields: LogFields = {}): void {
  process.stdout.write(`${JSON.stringify({ level, message, ...fields })}\n`);
}

/** An error as log fields: its name and message, without the stack's paths. */
export function errorFields(error: unknown): LogFields {
  return error instanceof Error
    ? { error: error.name, reason: error.message }
    : { error: typeof error, reason: String(error) };
}
