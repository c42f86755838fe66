/**
 * An error as an AWS service would answer it: `code` is the exception's name on the wire,
 * `status` its HTTP status, `message` what the caller reads, `fields` further members of the
 * exception's shape (for example `CancellationReasons`).
 */
export class AwsError extends Error {
  override readonly name: string = "AwsError";
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; fields?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status ?? 400;
    this.fields = options.fields ?? {};
  }
}

/** An operation that the embedded AWS does not offer: AWS-shaped, and it names the operation. */
export class NotImplementedError extends AwsError {
  override readonly name = "NotImplementedError";

  constructor(service: string, operation: string) {
    super("NotImplemented", `${service} operation ${operation} is not implemented by Tributary`, {
      status: 501,
    });
  }
}
