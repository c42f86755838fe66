import { hostname, networkInterfaces } from "node:os";

/** The API would be open to a network without a key. */
export class UnprotectedHostError extends Error {
  override readonly name = "UnprotectedHostError";
}

/** Whether an address is reached from this machine alone. */
const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);

interface Exposure {
  readonly host?: string;
  readonly allowedHosts?: readonly string[];
}

/**
 * Where the HTTP API listens, and by which names it answers: a name that is not this machine's is how a
 * web page would reach it by DNS rebinding.
 *
 * @throws UnprotectedHostError beyond loopback without a key
 */
export function exposed(options: Exposure & { readonly apiKey?: string }): Exposure {
  const { host, apiKey, allowedHosts = [] } = options;
  if (apiKey !== undefined && apiKey.trim() === "") {
    throw new UnprotectedHostError("An empty API key protects nothing.");
  }
  if (host === undefined || isLoopback(host)) {
    return { ...(host === undefined ? {} : { host }), allowedHosts };
  }
  if (apiKey === undefined) {
    throw new UnprotectedHostError(
      `On ${host} the API is open to the network: it needs an API key (--api-key).`,
    );
  }
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const own = addresses.map(({ address }) => address);
  return { host, allowedHosts: [hostname().toLowerCase(), ...own, ...allowedHosts] };
}
