/**
 * A test for `multipleOf` that is exact in decimals: 19.99 is a multiple of 0.01, 1.001 is not,
 * whatever doubles make of the quotient.
 */
export function multipleOf(divisor: number): (value: number) => boolean {
  const step = decimal(divisor);
  const scale = 10 ** step.places;
  return (value) => {
    // Larger than any double: it is for the bounds to refuse.
    if (!Number.isFinite(value)) return true;
    const scaled = Math.round(value * scale);
    if (Number.isSafeInteger(scaled) && scaled / scale === value) {
      return BigInt(scaled) % step.digits === 0n;
    }
    const exact = decimal(value);
    const places = Math.max(exact.places, step.places);
    return (
      (exact.digits * 10n ** BigInt(places - exact.places)) %
        (step.digits * 10n ** BigInt(places - step.places)) ===
      0n
    );
  };
}

/** A double as the decimal that it is written as: digits × 10^-places. */
function decimal(value: number): { digits: bigint; places: number } {
  const [mantissa = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const places = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return places >= 0 ? { digits, places } : { digits: digits * 10n ** BigInt(-places), places: 0 };
}
