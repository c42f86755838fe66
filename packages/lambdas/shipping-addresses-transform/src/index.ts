import { orderRows, quote, transformHandler } from "@tributary/lambda-kit";

/** Firehose transform of the dataset `shipping_addresses`: one row an order event. */
export const handler = transformHandler(
  "shipping_addresses",
  orderRows(
    ({ address: { street, city, state, zip, country } }) =>
      `"street":${quote(street)},"city":${quote(city)},"state":${quote(state)},"zip":${quote(zip)},"country":${quote(country)}`,
  ),
);
