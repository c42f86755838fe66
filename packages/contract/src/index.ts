export * from "./datasets.ts";
export * from "./events.ts";
export * from "./functions.ts";
export { InvoiceLine } from "./invoice-line.ts";
export { Order, type OrderStatus, orderStatuses, type PaymentType, paymentTypes } from "./order.ts";
export * from "./routes.ts";
export * from "./stream.ts";
export * from "./tables.ts";
