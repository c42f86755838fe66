import { AwsError } from "../../errors.ts";
import type { WireRequest } from "../../wire/service.ts";

export interface Payload {
  readonly bytes: Buffer;
  /** Headers that came after the body, names in lower case. */
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * A request's body without its `aws-chunked` framing, where it has one. The SDKs frame every
 * upload by default, to send its checksum behind it. Chunk signatures are not checked.
 *
 * @throws AwsError IncompleteBody, MalformedTrailerError
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function readPayload(request: WireRequest): Payload {
  const { headers, body } = request;
  const isChunked =
    headers["x-amz-content-sha256"]?.startsWith("STREAMING-") === true ||
    headers["content-encoding"]?.includes("aws-chunked") === true;
  if (!isChunked) return { bytes: body, trailers: {} };

  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = readLine(body, at);
    const size = /^[0-9a-f]{1,12}(?=;|$)/i.exec(line.text)?.[0];
    if (size === undefined) throw incomplete(`no chunk begins at byte ${at}`);
    at = line.end;
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    const end = at + length;
    if (body[end] !== 0x0d || body[end + 1] !== 0x0a) {
      throw incomplete(`the chunk at byte ${at} does not have the ${length} bytes it announces`);
    }
    chunks.push(body.subarray(at, end));
    at = end + 2;
  }
  const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  const announced = headers["x-amz-decoded-content-length"];
  if (announced !== undefined && Number(announced) !== bytes.length) {
    throw incomplete(`${announced} bytes were announced and ${bytes.length} came`);
  }
  return { bytes, trailers: readTrailers(body, at, headers["x-amz-trailer"]) };
}

function readTrailers(
  body: Buffer,
  from: number,
  announced: string | undefined,
): Readonly<Record<string, string>> {
  const trailers: Record<string, string> = {};
  let at = from;
  while (at < body.length) {
    const { text, end } = readLine(body, at);
    at = end;
    const colon = text.indexOf(":");
    if (text === "") continue;
    if (colon < 0) throw malformedTrailer();
    trailers[text.slice(0, colon).trim().toLowerCase()] = text.slice(colon + 1).trim();
  }
  for (const name of announced?.split(",") ?? []) {
    if (trailers[name.trim().toLowerCase()] === undefined) throw malformedTrailer();
  }
  return trailers;
}

function readLine(body: Buffer, from: number): { text: string; end: number } {
  const end = body.indexOf("\r\n", from, "latin1");
  if (end < 0) throw incomplete(`no line ends after byte ${from}`);
  return { text: body.toString("latin1", from, end), end: end + 2 };
}

function incomplete(detail: string): AwsError {
  return new AwsError(
    "IncompleteBody",
    `You did not provide the number of bytes specified by the Content-Length HTTP header: ${detail}`,
  );
}

function malformedTrailer(): AwsError {
  return new AwsError(
    "MalformedTrailerError",
    "The request contained trailing data that was not well-formed or did not conform to our published schema.",
  );
}
