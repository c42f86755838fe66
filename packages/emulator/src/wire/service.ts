/** One HTTP request to an AWS service, its body fully read. Header names are in lower case. */
export interface WireRequest {
  readonly method: string;
  /** The path as it was sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** The body's text where it came as one. */
  readonly text?: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A service as the AWS listener sees it: which requests are its own, and its answer to one. */
export interface WireService {
  /** The service's name in a SigV4 credential scope: `kinesis`, `dynamodb`, `s3`, … */
  readonly signingName: string;
  /** Prefix of `X-Amz-Target` for services that speak AWS JSON, without the dot: `Kinesis_20131202`. */
  readonly targetPrefix?: string;
  /** The largest body it takes; a larger one is refused with 413 before it is read. 32 MiB where not said. */
  readonly maxBodyBytes?: number;
  handle(request: WireRequest): Promise<WireResponse>;
}
