// Generated from packages/contract/src by `pnpm generate`. Do not edit.
import type { Order } from "../src/order.ts";

/**
 * Whether a value is an event's data by its schema; where it is not, `validate.errors` holds the
 * first offence: the path of the value (of the missing value, where keyword is `required`) and the
 * JSON Schema keyword that it breaks.
 */
export declare const validate: {
  (data: unknown): data is Order;
  errors?: readonly { readonly instancePath: string; readonly keyword: string }[] | null;
};
