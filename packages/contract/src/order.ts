import { type Static, Type } from "@sinclair/typebox";
import { orderStatuses, paymentTypes } from "./constants.ts";
import { code, identifier, int32, money, oneOf, text, timestamp } from "./schema.ts";

const ShippingAddress = Type.Object(
  {
    street: text(500, { description: "Street and number" }),
    city: text(200, { description: "City" }),
    state: text(200, { description: "State, province or region" }),
    zip: text(40, { description: "Postal code" }),
    country: text(200, { description: "Country" }),
  },
  { description: "Where the order is sent" },
);

const PurchaseDetails = Type.Object(
  {
    payment_type: oneOf(paymentTypes, { description: "How the order is paid" }),
    amount: money(0, 9_999_999_999.99, 2, { description: "Total, in `currency`" }),
    currency: Type.String({ description: "ISO 4217 code", pattern: "^[A-Z]{3}$" }),
    instalments: int32(1, { description: "Number of instalments, 1 where paid at once" }),
  },
  { description: "How the order is paid" },
);

const ProductDetails = Type.Object({
  product_id: code(200, { description: "The shop's product id" }),
  name: text(500, { description: "Product name" }),
  quantity: int32(1, { description: "Pieces ordered" }),
  item_details: Type.Object(
    {
      color: text(100, { description: "Colour" }),
      size: text(100, { description: "Size" }),
    },
    { description: "The variant" },
  ),
});

/** `tributary.order.v1`: the whole state of an order at one moment. Unknown fields are allowed and archived. */
export const Order = Type.Object(
  {
    customer_id: identifier(64, { description: "The shop's customer id" }),
    order_id: identifier(64, { description: "The shop's order id" }),
    order_date: timestamp({ description: "When the order was placed, RFC 3339" }),
    status: oneOf(orderStatuses, { description: "State of the order" }),
    updated_at: Type.Optional(
      timestamp({ description: "When this state began, RFC 3339; `order_date` where absent" }),
    ),
    shipping_address: ShippingAddress,
    purchase_details: Type.Optional(PurchaseDetails),
    purchaise_details: Type.Optional(
      Type.Object(PurchaseDetails.properties, {
        description: "Misspelt alias of `purchase_details`, which existing producers send",
      }),
    ),
    product_details: Type.Array(ProductDetails, {
      description: "The products, one entry a line of the order",
      minItems: 1,
      maxItems: 100,
    }),
  },
  {
    description: "An order's whole state at one moment",
    anyOf: [{ required: ["purchase_details"] }, { required: ["purchaise_details"] }],
  },
);
export type Order = Static<typeof Order>;
