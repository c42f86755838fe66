import { orderRows, transformHandler } from "@tributary/lambda-kit";

/** Firehose transform of the dataset `purchase_details`: one row an order event. */
export const handler = transformHandler(
  "purchase_details",
  orderRows(
    ({ payment: { payment_type, amount, currency, instalments } }) =>
      `"payment_type":"${payment_type}","amount":${amount},"currency":"${currency}","instalments":${instalments}`,
  ),
);
