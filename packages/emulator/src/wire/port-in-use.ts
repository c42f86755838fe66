/** Another program listens where we were told to listen. */
export class PortInUseError extends Error {
  override readonly name = "PortInUseError";
  readonly host: string;
  readonly port: number;

  constructor(host: string, port: number, cause: unknown) {
    super(
      `Port ${port} on ${host} is in use by another program. ` +
        "Stop that program, or choose another port (0 takes any free one).",
      { cause },
    );
    this.host = host;
    this.port = port;
  }
}

/** An error of `listen` in its final form: `EADDRINUSE` becomes a `PortInUseError`, the rest stays. */
export function listenError(error: Error, host: string, port: number): Error {
  return "code" in error && error.code === "EADDRINUSE"
    ? new PortInUseError(host, port, error)
    : error;
}
