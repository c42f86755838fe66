const unitMilliseconds: Readonly<Record<string, number>> = {
  SECONDS: 1000,
  MINUTES: 60_000,
  HOURS: 3_600_000,
  DAYS: 86_400_000,
  WEEKS: 604_800_000,
};

function day(text: string, now: number): string | undefined {
  const relative = /^NOW(?:([+-])(\d+)(SECONDS|MINUTES|HOURS|DAYS|WEEKS))?$/.exec(
    text.replaceAll(/\s/g, "").toUpperCase(),
  );
  if (relative === null) return /^\d{4}-\d\d-\d\d$/.test(text.trim()) ? text.trim() : undefined;
  const [, sign, count, unit = ""] = relative;
  const shift = Number(count ?? 0) * (unitMilliseconds[unit] ?? 0);
  return new Date(now + (sign === "-" ? -shift : shift)).toISOString().slice(0, 10);
}

/**
 * Whether partition projection covers a value of a partition key, for the type `date` with the format
 * `yyyy-MM-dd`; undefined where the table has no such projection.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
export function projectedRange(
  parameters: Readonly<Record<string, string>>,
  key: string,
  now: number,
): ((value: string) => boolean) | undefined {
  const setting = (name: string) => parameters[`projection.${key}.${name}`];
  if (parameters["projection.enabled"]?.toLowerCase() !== "true") return undefined;
  if (setting("type")?.toLowerCase() !== "date" || setting("format") !== "yyyy-MM-dd")
    return undefined;
  const [from, to] = (setting("range") ?? "").split(",").map((end) => day(end, now));
  if (from === undefined || to === undefined) return undefined;
  return (value) => /^\d{4}-\d\d-\d\d$/.test(value) && value >= from && value <= to;
}
