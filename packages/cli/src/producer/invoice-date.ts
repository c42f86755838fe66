/** Order of the parts in dates such as 01-12-2010. */
export type DateFormat = "mdy" | "dmy" | "iso";

const numeric = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4}) (\d{1,2}:\d{2}(?::\d{2})?)$/;
const iso = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}:\d{2}(?::\d{2})?)$/;
const isoWithOffset = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}.*(?:[Zz]|[+-]\d{2}:\d{2})$/;

/**
 * A date of a CSV file as the contract takes it: `M/D/YYYY H:mm` (wall time in London) or RFC 3339.
 * Without a format, `M/D/YYYY` with slashes is the data set's own form and is kept; dashes are used
 * for either order and are refused.
 */
export function wallTime(
  text: string,
  format: DateFormat | undefined,
): { value: string } | { problem: string } {
  if (isoWithOffset.test(text)) return { value: text };
  const isoParts = iso.exec(text);
  if (isoParts) {
    const [, year, month, day, time] = isoParts;
    return { value: `${Number(month)}/${Number(day)}/${year} ${time}` };
  }
  const parts = numeric.exec(text);
  if (!parts || format === "iso") return { problem: `${JSON.stringify(text)} has an unknown form` };
  const [, first = "", separator, second = "", year, time] = parts;
  if (format === undefined && separator === "-") {
    return {
      problem: `${JSON.stringify(text)} may be month or day first: say --date-format mdy or dmy`,
    };
  }
  const [month, day] = format === "dmy" ? [second, first] : [first, second];
  if (Number(month) > 12) {
    return { problem: `${JSON.stringify(text)} has no month ${month}: try --date-format dmy` };
  }
  return { value: `${Number(month)}/${Number(day)}/${year} ${time}` };
}
