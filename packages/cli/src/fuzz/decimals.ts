/** A decimal as it was written, exactly: ± digits × 10^exponent, without zeros at either end. */
interface Parts {
  readonly negative: boolean;
  /** Empty for zero. */
  readonly digits: string;
  readonly exponent: number;
}

function parts(text: string): Parts {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = `${whole}${fraction}`.replace(/^0+/, "");
  const digits = all.replace(/0+$/, "");
  if (digits === "") return { negative: false, digits, exponent: 0 };
  return {
    negative: sign === "-",
    digits,
    exponent: Number(exponent) - fraction.length + all.length - digits.length,
  };
}

/** More digits than any column here has: what is longer is not written out. */
const MOST_DIGITS = 60;

/** The exact value of a JSON number without an exponent: `1.50e1` is `15`, -0 is `0`. */
export function plainDecimal(text: string): string {
  const { negative, digits, exponent } = parts(text);
  if (digits === "") return "0";
  if (Math.abs(exponent) > MOST_DIGITS || digits.length > MOST_DIGITS) return text;
  const sign = negative ? "-" : "";
  if (exponent >= 0) return `${sign}${digits}${"0".repeat(exponent)}`;
  const padded = digits.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

/** Decimal places of the exact value; 0 for whole numbers. */
export function places(text: string): number {
  return Math.max(0, -parts(text).exponent);
}

/** Whether a double keeps the number: it prints the same value again. */
export function survives(text: string): boolean {
  const value = Number(text);
  return Number.isFinite(value) && plainDecimal(String(value)) === plainDecimal(text);
}
