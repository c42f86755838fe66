const USD_PER_TB = 5;
const MINIMUM_BYTES = 10 * 1024 * 1024;

/** What Athena charges for a query, in USD: 5 USD a TB scanned, 10 MB at the least. https://aws.amazon.com/athena/pricing/ */
export const queryCost = (bytesScanned: number): number =>
  (Math.max(bytesScanned, MINIMUM_BYTES) / 1024 ** 4) * USD_PER_TB;
