export * from "./constants.ts";
export * from "./datasets.ts";
export * from "./events.ts";
export * from "./functions.ts";
export { InvoiceLine } from "./invoice-line.ts";
export { Order } from "./order.ts";
export * from "./routes.ts";
export * from "./stream.ts";
export * from "./tables.ts";
