/** Base of what this package throws; the message says what was found and where. */
export class DeployError extends Error {
  override readonly name: string = "DeployError";
}

/** A built function that is missing or not what its description says. */
export class ArtifactError extends DeployError {
  override readonly name = "ArtifactError";
}

/** A version that does not answer as it must. */
export class SmokeError extends DeployError {
  override readonly name = "SmokeError";
}

/** A function or version that Lambda does not bring to the state that was asked for. */
export class NotReadyError extends DeployError {
  override readonly name = "NotReadyError";
}

/** Arguments that make no sense. */
export class UsageError extends DeployError {
  override readonly name = "UsageError";
}
