/** An identifier as text: `17850.0` is `17850`, -0 is 0. Its schema allows safe whole numbers only. */
export function idText(value: string | number): string {
  return typeof value === "number" ? String(value) : value;
}

/**
 * The double next to an exact decimal, or undefined where the value is none: 17.855 is no amount of
 * cents. The last bits are forgiven, so that 0.1 + 0.2 is 0.3; -0 becomes 0. `String` of the result
 * is the exact decimal, without an exponent, for every amount that the contract allows.
 *
 * @param factor 100 for two decimals
 */
export function exactDecimal(value: number, factor: number): number | undefined {
  const scaled = Math.round(value * factor);
  const exact = scaled / factor + 0;
  if (exact === value) return exact;
  // Twice the distance of two doubles.
  return Math.abs(value * factor - scaled) <= 4.4e-16 * Math.abs(scaled) ? exact : undefined;
}

/** A member's name with its quotes, in two parts, of which the tail is what a text is searched for. */
export interface SearchedMember {
  readonly lead: string;
  readonly tail: string;
}

/**
 * A member to search for. V8 finds up to six characters by looking for the first, so that a short tail
 * with a rare first letter is found in a third of the time.
 *
 * @param tail how many characters of the name; all, where it begins with a rare one
 */
export function searched(name: string, tail = Math.min(5, name.length)): SearchedMember {
  return { lead: `"${name.slice(0, -tail)}`, tail: `${name.slice(-tail)}"` };
}

/**
 * Whether a number was written with digits that a double does not keep, so that reading it changed it
 * without a trace (17850.00000000000000001, 9007199254740990.5, 1e-400, 39 digits): looks into the event's
 * text, at every member of that name.
 */
export function isOverlong(json: string, { lead, tail }: SearchedMember): boolean {
  const text = json.includes("\\u00") ? unescapeNames(json) : json;
  for (let at = text.indexOf(tail); at !== -1; at = text.indexOf(tail, at + 1)) {
    if (!text.startsWith(lead, at - lead.length)) continue;
    let i = at + tail.length;
    while (isBetween(text.charCodeAt(i))) i++;
    const start = i;
    let hasExponent = false;
    for (let c = text.charCodeAt(i); isNumberPart(c); c = text.charCodeAt(++i)) {
      hasExponent ||= c === 0x65 || c === 0x45;
    }
    if ((hasExponent || i - start > KEPT_DIGITS) && !isKept(text.slice(start, i))) return true;
  }
  return false;
}

/** Digits that a double keeps for certain. */
const KEPT_DIGITS = 15;

/** Whether the double prints the same digits again. */
function isKept(number: string): boolean {
  const digits = significantDigits(number);
  const value = Number(number);
  // 1e-400 is no longer the number that was written, but 0.
  if (value === 0) return digits === "";
  return digits.length <= KEPT_DIGITS || digits === significantDigits(String(value));
}

/** Its digits without zeros at either end. */
function significantDigits(number: string): string {
  const [mantissa = ""] = number.split(/[eE]/, 1);
  return mantissa.replace(/[-+.]/g, "").replace(/^0+|0+$/g, "");
}

/** `"\\u0061mount"` is the member `amount`. A quote or a backslash stays escaped. */
function unescapeNames(json: string): string {
  return json.replace(/\\u00([2-7][0-9a-fA-F])/g, (escaped, hex: string) => {
    const char = String.fromCharCode(Number.parseInt(hex, 16));
    return char === '"' || char === "\\" ? escaped : char;
  });
}

/** White space, and the colon between a name and its value. */
function isBetween(c: number): boolean {
  return c === 0x3a || c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
}

function isNumberPart(c: number): boolean {
  return (
    (c >= 0x30 && c <= 0x39) || c === 0x2e || c === 0x2d || c === 0x2b || c === 0x65 || c === 0x45
  );
}
