/** Base of the functions' own errors: a sentence that carries the value and where it was found. */
export abstract class TributaryError extends Error {
  abstract override readonly name: string;
}

/** The function's environment lacks something; the message lists everything that is missing. */
export class EnvironmentError extends TributaryError {
  override readonly name = "EnvironmentError";
}

/** The event that a function was invoked with is not of the service that it is for. */
export class UnexpectedEventError extends TributaryError {
  override readonly name = "UnexpectedEventError";
}

/** Something could not be stored; the batch must be tried again. */
export class StorageError extends TributaryError {
  override readonly name = "StorageError";
}
