export { type LineOutcome, type NormalLine, normaliseInvoiceLine } from "./invoice-line.ts";
export { parseLondonTime } from "./london-time.ts";
export { exactDecimal, idText } from "./numbers.ts";
export {
  type NormalOrder,
  normaliseOrder,
  type OrderOutcome,
  type Payment,
  type Product,
  type ShippingAddress,
} from "./order.ts";
export { type ParsedEvent, parseEvents, peekType, type UnreadableEvent } from "./parse.ts";
export {
  type Rejected,
  type Rejection,
  type RejectionCode,
  reject,
  rejectionCodes,
} from "./rejection.ts";
export { formatTimestamp, parseTimestamp, utcDay } from "./timestamps.ts";
