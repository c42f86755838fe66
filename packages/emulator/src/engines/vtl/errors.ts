/** A template that cannot be parsed, or that fails while it renders. API Gateway answers 500 for both. */
export class VtlError extends Error {
  override readonly name = "VtlError";
}
