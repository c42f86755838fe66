import { MAX_EVENT_DEPTH } from "@tributary/contract";

const surrogate = /\p{Surrogate}/u;

/** Whether a text holds half a surrogate pair. */
export function hasLoneSurrogate(text: string): boolean {
  return surrogate.test(text);
}

/** Whether an event's text can hold half a surrogate pair at all: UTF-8 has none, only `\uD800` can say it. */
export function mayHaveLoneSurrogates(json: string): boolean {
  return json.includes("\\u") && /\\u[dD][89a-fA-F]/.test(json);
}

/** The first of an object's named members whose text holds half a surrogate pair. */
export function loneSurrogateIn<T extends object>(
  value: T,
  names: readonly (keyof T & string)[],
): string | undefined {
  return names.find((name) => {
    const text = value[name];
    return typeof text === "string" && hasLoneSurrogate(text);
  });
}

/**
 * Whether a validated object has unknown members that nest too deeply. Known ones cannot: their schema
 * bounds them, so that an object without unknown members costs a count.
 *
 * @param known names of the contract
 * @param present how many of them the object has
 * @param depth of the object itself, 1 for the event's data
 */
export function hasDeepUnknown(
  value: object,
  known: readonly string[],
  present: number,
  depth: number,
): boolean {
  let members = 0;
  for (const _ in value) members++;
  if (members === present) return false;
  return Object.entries(value).some(
    ([name, member]) => !known.includes(name) && nestsDeeper(member, MAX_EVENT_DEPTH - depth),
  );
}

/** Whether objects and arrays lie more than `allowed` levels inside one another; iterative, by level. */
function nestsDeeper(value: unknown, allowed: number): boolean {
  let level: object[] = isContainer(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > allowed) return true;
    const next: object[] = [];
    for (const container of level) {
      for (const member of Object.values(container)) {
        if (isContainer(member)) next.push(member);
      }
    }
    level = next;
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
