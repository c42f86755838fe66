/** What a case asks, and what an engine answers: JSON, so that it can be kept in a file. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [member: string]: Json | undefined;
}

/** One question to an engine. */
export interface Case {
  readonly name: string;
  readonly input: JsonObject;
  /**
   * The id of the known difference (`packages/emulator/src/differences`) or of the engine's own
   * deviation from AWS (`deviations.ts`) that this case shows. A case that names one and does not
   * differ fails: the list must not outlive its reasons.
   */
  readonly differs?: string;
}

/** Cases that are asked one after another of a fresh engine: a later one may rest on an earlier one. */
export interface Group {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** Something that answers cases: the embedded AWS, or the real engine beside it. */
export interface Engine {
  /** As Maven, npm or PyPI call it: `org.apache.velocity:velocity`. */
  readonly name: string;
  readonly version: string;
  /** One answer a case, in the same order. */
  answers(group: Group): Promise<readonly Json[]>;
  close(): Promise<void>;
}

/** Why an engine cannot be asked on this machine. */
export interface Absent {
  readonly absent: string;
}

/** A table of cases, run by the same runner against the embedded AWS and against a real engine. */
export interface Suite {
  /** Names the golden file, too. */
  readonly name: string;
  /** As `Difference.service` has it. */
  readonly service: string;
  readonly what: string;
  /**
   * Id of the deviation or difference under which errors with the same status and code may be said
   * in other words. Ours are then kept in `golden/<name>.words.json`, and must stay what they are.
   */
  readonly otherWords?: string;
  groups(): Promise<readonly Group[]>;
  ours(): Promise<Engine>;
  reference(): Promise<Engine | Absent>;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isAbsent(engine: object): engine is Absent {
  return "absent" in engine;
}

/** The same JSON with its members sorted: their order means nothing to whoever reads it. */
export function sorted(value: Json | undefined): Json {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
