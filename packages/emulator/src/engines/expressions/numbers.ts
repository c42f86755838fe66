/**
 * DynamoDB's numbers: decimal, 38 significant digits, magnitude 1E-130 to 9.99…E+125.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-data-types
 */

/** 0.d₁d₂d₃… × 10^exponent; `digits` has neither leading nor trailing zeros and is empty for zero. */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

export class NumberError extends Error {
  override readonly name = "NumberError";
}

const MAX_DIGITS = 38;
/** Exponents of a `Decimal` whose scientific exponent is -130 and 125. */
const MIN_EXPONENT = -129;
const MAX_EXPONENT = 126;
const ZERO: Decimal = { negative: false, digits: "", exponent: 0 };
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** @throws NumberError with AWS's message where the text is no number that DynamoDB takes. */
export function parseNumber(text: string): Decimal {
  const match = FORM.exec(text);
  const whole = match?.[2] ?? "";
  const fraction = match?.[3] ?? "";
  if (!match || whole.length + fraction.length === 0) {
    throw new NumberError(
      `The parameter cannot be converted to a numeric value${text === "" ? "" : `: ${text}`}`,
    );
  }
  const all = whole + fraction;
  let first = 0;
  while (first < all.length && all.charCodeAt(first) === 48) first++;
  let last = all.length;
  while (last > first && all.charCodeAt(last - 1) === 48) last--;
  if (first === last) return ZERO;
  const exponent = whole.length - first + Number(match[4] ?? 0);
  const decimal = { negative: match[1] === "-", digits: all.slice(first, last), exponent };
  checkRange(decimal);
  return decimal;
}

function checkRange(decimal: Decimal): void {
  if (decimal.digits.length > MAX_DIGITS) {
    throw new NumberError("Attempting to store more than 38 significant digits in a Number");
  }
  if (decimal.exponent > MAX_EXPONENT) {
    throw new NumberError(
      "Number overflow. Attempting to store a number with magnitude larger than supported range",
    );
  }
  if (decimal.exponent < MIN_EXPONENT) {
    throw new NumberError(
      "Number underflow. Attempting to store a number with magnitude smaller than supported range",
    );
  }
}

/** Plain notation without exponent, leading or trailing zeros: `1.0` is `1`, `1e3` is `1000`. */
export function formatNumber(decimal: Decimal): string {
  const { digits, exponent } = decimal;
  if (digits === "") return "0";
  const sign = decimal.negative ? "-" : "";
  if (exponent <= 0) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return sign + digits + "0".repeat(exponent - digits.length);
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** The text AWS answers for a number. Whole numbers of up to 15 digits are recognised without parsing. */
export function normalizeNumber(text: string): string {
  return isPlainInteger(text) ? text : formatNumber(parseNumber(text));
}

function isPlainInteger(text: string): boolean {
  let i = text.charCodeAt(0) === 45 ? 1 : 0;
  const length = text.length;
  const first = text.charCodeAt(i);
  if (length === 1 && first === 48) return true;
  if (length > 15 || !(first >= 49 && first <= 57)) return false;
  for (i++; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/** Order of two normalised numbers by value: negative, zero or positive. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  // Up to 15 digits, distinct decimals are distinct doubles in the same order.
  if (left.length <= 15 && right.length <= 15) return Number(left) - Number(right);
  return compareDecimals(parseNumber(left), parseNumber(right));
}

function compareDecimals(left: Decimal, right: Decimal): number {
  const leftSign = signOf(left);
  const rightSign = signOf(right);
  if (leftSign !== rightSign) return leftSign - rightSign;
  if (left.exponent !== right.exponent) return (left.exponent - right.exponent) * leftSign;
  if (left.digits === right.digits) return 0;
  return left.digits < right.digits ? -leftSign : leftSign;
}

function signOf(decimal: Decimal): number {
  if (decimal.digits === "") return 0;
  return decimal.negative ? -1 : 1;
}

/** @throws NumberError where the sum does not fit. */
export function addNumbers(left: string, right: string, sign: 1 | -1 = 1): string {
  const a = parseNumber(left);
  const b = parseNumber(right);
  const scale = Math.min(a.exponent - a.digits.length, b.exponent - b.digits.length);
  const sum = scaled(a, scale) + scaled(b, scale) * BigInt(sign);
  return formatNumber(parseNumber(`${sum}e${scale}`));
}

function scaled(decimal: Decimal, scale: number): bigint {
  if (decimal.digits === "") return 0n;
  const zeros = decimal.exponent - decimal.digits.length - scale;
  return BigInt((decimal.negative ? "-" : "") + decimal.digits + "0".repeat(zeros));
}

/**
 * Bytes whose order is the order of the values, and none of which is the beginning of another:
 * a sign byte, the exponent, two digits a byte plus one, a terminator; all inverted for negatives.
 */
export function encodeNumber(text: string, target: Uint8Array, start: number): number {
  const { digits, exponent, negative } = parseNumber(text);
  let position = start;
  if (digits === "") {
    target[position++] = 2;
    return position;
  }
  const flip = negative ? 0xff : 0;
  target[position++] = negative ? 1 : 3;
  target[position++] = (exponent - MIN_EXPONENT) ^ flip;
  for (let i = 0; i < digits.length; i += 2) {
    const high = digits.charCodeAt(i) - 48;
    const low = i + 1 < digits.length ? digits.charCodeAt(i + 1) - 48 : 0;
    target[position++] = (high * 10 + low + 1) ^ flip;
  }
  target[position++] = flip;
  return position;
}
