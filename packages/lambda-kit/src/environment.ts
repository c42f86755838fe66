import { EnvironmentError } from "./errors.ts";

/**
 * The environment variables of a function, read once at cold start.
 *
 * @returns their values by name
 * @throws EnvironmentError naming every variable that is missing or blank, not only the first
 * @example
 * const { RAW_BUCKET } = readEnvironment(["RAW_BUCKET"]);
 */
export function readEnvironment<const Name extends string>(
  names: readonly Name[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<Name, string>> {
  const values: Partial<Record<Name, string>> = {};
  const missing: string[] = [];
  for (const name of names) {
    const value = environment[name]?.trim();
    if (value) values[name] = value;
    else missing.push(name);
  }
  if (missing.length > 0) {
    throw new EnvironmentError(
      `The function's environment lacks ${missing.join(", ")}: set ${missing.length === 1 ? "it" : "them"} in the function's configuration.`,
    );
  }
  return values as Readonly<Record<Name, string>>;
}
