import { formatTimestamp, orderRows, transformHandler } from "@tributary/lambda-kit";

/** Firehose transform of the dataset `orders`: one row an order event. */
export const handler = transformHandler(
  "orders",
  orderRows(
    ({ customerId, orderDate, updatedAt, status }) =>
      `"customer_id":"${customerId}","order_date":"${formatTimestamp(orderDate)}","updated_at":"${formatTimestamp(updatedAt)}","status":"${status}"`,
  ),
);
