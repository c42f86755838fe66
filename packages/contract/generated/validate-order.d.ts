// Generated from packages/contract/src by `pnpm generate`. Do not edit.
import type { ErrorObject } from "ajv";
import type { Order } from "../src/order.ts";

/** Whether a value is an event's data by its schema; where it is not, `validate.errors` says why. */
export declare const validate: {
  (data: unknown): data is Order;
  errors?: ErrorObject[] | null;
};
export default validate;
