/** What a command ends with. */
export const exitCode = { fine: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** A mistake in how a command was called; it ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
