import type { Order } from "@tributary/contract";
import type { Random } from "./random.ts";

/** Ways to spoil an order so that the API must refuse it. */
const spoilers: readonly [(order: Order) => unknown, ...((order: Order) => unknown)[]] = [
  ({ order_id: _, ...rest }) => rest,
  (order) => ({ ...order, status: "lost" }),
  (order) => ({ ...order, order_date: "yesterday" }),
  (order) => ({ ...order, product_details: [] }),
  (order) => ({
    ...order,
    product_details: order.product_details.map((line) => ({
      ...line,
      quantity: String(line.quantity),
    })),
  }),
  (order) => ({ ...order, order_id: "../../etc/passwd" }),
];

/** An order that the contract refuses. */
export const spoiled = (order: Order, random: Random): unknown => random.pick(spoilers)(order);
