import { idText, orderRows, quote, transformHandler } from "@tributary/lambda-kit";

/** Firehose transform of the dataset `product_details`: one row a product of an order event. */
export const handler = transformHandler(
  "product_details",
  orderRows(({ products }) =>
    products.map(
      ({ product_id, name, quantity, item_details: { color, size } }, i) =>
        `"line":${i + 1},"product_id":${quote(idText(product_id))},"name":${quote(name)},"quantity":${quantity},"color":${quote(color)},"size":${quote(size)}`,
    ),
  ),
);
