/** What the SDK's HTTP handler is told: connections are kept and shared, and nothing waits for ever. */
const requestHandler = {
  connectionTimeout: 2_000,
  requestTimeout: 10_000,
  httpsAgent: { keepAlive: true, maxSockets: 16 },
  httpAgent: { keepAlive: true, maxSockets: 16 },
} as const;

/** Settings of every SDK client here. A function retries with its own backoff, within its own time. */
export const clientSettings = {
  maxAttempts: 3,
  retryMode: "standard",
  requestHandler,
} as const;

interface WithMiddleware {
  readonly middlewareStack: { remove(name: string): boolean };
}

/**
 * Takes the SDK's logger middleware out: it filters every input for a logger that does nothing, at
 * more than half of a call's CPU time.
 */
export function withoutLogger<T extends WithMiddleware>(client: T): T {
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}
