/** Where a listener or a protocol reports what its client must not see: an unexpected error. */
export type WireLog = (message: string, error: unknown) => void;

export const stderrLog: WireLog = (message, error) => {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${message}: ${detail}\n`);
};
