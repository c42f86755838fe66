/**
 * A function's answer as JSON would bring it, without writing and reading JSON where that changes
 * nothing: a list of plain records of texts, far below the limit of a payload.
 *
 * @param limit of the payload in bytes
 * @returns undefined where only JSON can say what the answer is
 */
export function plainAnswer(result: unknown, limit: number): object | undefined {
  if (!isPlain(result)) return undefined;
  const records: unknown = result.records;
  if (!Array.isArray(records) || Object.keys(result).length !== 1) return undefined;
  let characters = 0;
  for (const record of records) {
    if (!isPlain(record)) return undefined;
    for (const name in record) {
      const value = record[name];
      const size = name === "metadata" ? metadataSize(value) : textSize(value);
      if (size === undefined) return undefined;
      characters += name.length + size + PUNCTUATION;
    }
  }
  // Escaped, a character takes six bytes at the most.
  return characters * 6 > limit ? undefined : result;
}

const PUNCTUATION = 6;

function metadataSize(metadata: unknown): number | undefined {
  if (metadata === undefined) return 0;
  if (!isPlain(metadata)) return undefined;
  let size = PUNCTUATION;
  for (const name in metadata) {
    const keys = metadata[name];
    if (name !== "partitionKeys" || !isPlain(keys)) return undefined;
    for (const key in keys) {
      const length = textSize(keys[key]);
      if (length === undefined || keys[key] === undefined) return undefined;
      size += key.length + length + PUNCTUATION;
    }
  }
  return size;
}

function textSize(value: unknown): number | undefined {
  if (value === undefined) return 0;
  return typeof value === "string" ? value.length : undefined;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype && !("toJSON" in value);
}
