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

/**
 * Whether a number was written with more digits than a double keeps, so that reading it changed it
 * without a trace (17850.00000000000000001, 39 digits): looks into the event's text, at every member
 * of that name.
 *
 * @param member its name with the closing quote; without the opening one the search is twice as fast
 */
export function isOverlong(text: string, member: `${string}"`): boolean {
  for (let at = text.indexOf(member); at !== -1; at = text.indexOf(member, at + 1)) {
    if (text.charCodeAt(at - 1) !== QUOTE) continue;
    let i = at + member.length;
    while (isBetween(text.charCodeAt(i))) i++;
    const start = i;
    while (isNumberPart(text.charCodeAt(i))) i++;
    if (i - start > MAX_NUMBER_TEXT && significantDigits(text.slice(start, i)) > MAX_DIGITS) {
      return true;
    }
  }
  return false;
}

/** Digits that can matter: a double keeps 15 for certain, and prints at most 17. */
const MAX_DIGITS = 17;
const MAX_NUMBER_TEXT = MAX_DIGITS;
const QUOTE = 0x22;

function significantDigits(number: string): number {
  const [mantissa = ""] = number.split(/[eE]/, 1);
  const digits = mantissa.replace(/[-+.]/g, "").replace(/^0+/, "");
  return mantissa.includes(".") ? digits.replace(/0+$/, "").length : digits.length;
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
