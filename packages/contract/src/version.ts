/**
 * The contract's version. A change that breaks those who write events or read rows (a removed or
 * retyped column, a new required field) needs a greater first number and a new baseline:
 * `pnpm --filter @tributary/contract generate --baseline`.
 */
export const contractVersion = "1.0.0";
