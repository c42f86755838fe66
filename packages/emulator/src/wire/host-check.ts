/**
 * Keeps web pages out of a listener on this machine. A page of another origin can send requests to
 * 127.0.0.1 (they carry its `Origin`), and by DNS rebinding it can give its own name our address
 * (then `Host` is that name). Both are refused; SDKs, the AWS CLI and curl send neither.
 */

export interface HostPolicy {
  /** Port the listener is bound to, for its own origins. */
  readonly port: number;
  /** Host names that are welcome beside the loopback ones, in lower case, without port. */
  readonly allowedHosts: ReadonlySet<string>;
}

/** @param hosts the bound host and whatever else the caller allows; a port in them is ignored. */
export function hostPolicy(port: number, hosts: readonly string[]): HostPolicy {
  return { port, allowedHosts: new Set(hosts.map(hostName)) };
}

/** The headers the check reads. Of HTTP/2, `:authority` is the `host`. */
export interface CheckedHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly "sec-fetch-site"?: string | undefined;
  readonly "sec-fetch-mode"?: string | undefined;
}

/** Why a request is refused (one sentence, for a 403), or undefined where it is welcome. */
export function refusedHost(headers: CheckedHeaders, policy: HostPolicy): string | undefined {
  const { host, origin } = headers;
  if (host === undefined || !isWelcome(hostName(host), policy)) {
    return `Host ${JSON.stringify(host ?? "")} is not a name of this machine's loopback interface.`;
  }
  if (origin !== undefined && !isOwnOrigin(origin, policy)) {
    return `Requests from the web page origin ${JSON.stringify(origin)} are not accepted.`;
  }
  // An <img> or <script> of another page sends no Origin, but says where it comes from. A person
  // who follows a link ("navigate") is let through.
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") return undefined;
  if (headers["sec-fetch-mode"] === "navigate") return undefined;
  return `Requests from a web page of another site (${site}) are not accepted.`;
}

/** `[::1]:4566` → `::1`, `LOCALHOST.:80` → `localhost`. */
export function hostName(host: string): string {
  const lower = host.toLowerCase();
  if (lower.startsWith("[")) return lower.slice(1, Math.max(1, lower.indexOf("]")));
  const colon = lower.indexOf(":");
  // More than one colon and no brackets: a bare IPv6 address, as a caller may bind it.
  const name = colon >= 0 && colon === lower.lastIndexOf(":") ? lower.slice(0, colon) : lower;
  return name.endsWith(".") ? name.slice(0, -1) : name;
}

function isWelcome(name: string, policy: HostPolicy): boolean {
  return isLoopbackName(name) || name.endsWith(".localhost") || policy.allowedHosts.has(name);
}

function isLoopbackName(name: string): boolean {
  return name === "127.0.0.1" || name === "localhost" || name === "::1";
}

function isOwnOrigin(origin: string, policy: HostPolicy): boolean {
  if (!origin.startsWith("http://")) return false;
  const authority = origin.slice("http://".length);
  const port = /:(\d+)$/.exec(authority)?.[1] ?? "80";
  const name = hostName(authority);
  return Number(port) === policy.port && (isLoopbackName(name) || policy.allowedHosts.has(name));
}
