/** Sums of quantity × price without a rounding anywhere: whole thousandths. */
const DECIMALS = 3;
const SCALE = 10n ** BigInt(DECIMALS);

/** A decimal's text as thousandths. @throws RangeError where it is none, or has more than three decimals */
export function thousandths(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const [, sign = "", whole = "0", fraction = ""] = match ?? [];
  if (match === null || fraction.replace(/0+$/, "").length > DECIMALS) {
    throw new RangeError(`${JSON.stringify(text)} is no decimal of ${DECIMALS} places.`);
  }
  const value = BigInt(whole) * SCALE + BigInt(fraction.padEnd(DECIMALS, "0").slice(0, DECIMALS));
  return sign === "-" ? -value : value;
}

/** Thousandths as a decimal's text, with at least two decimals: 17850n is `17.85`. */
export function decimalText(value: bigint): string {
  const absolute = value < 0n ? -value : value;
  const fraction = String(absolute % SCALE)
    .padStart(DECIMALS, "0")
    .replace(/0$/, "");
  return `${value < 0n ? "-" : ""}${absolute / SCALE}.${fraction}`;
}
