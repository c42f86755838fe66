import { errorFields, log } from "@tributary/lambda-kit";
import { findCustomer, getCustomer } from "./customers.ts";
import { errorAnswer, HttpError, okAnswer, type ProxyAnswer, type ProxyEvent } from "./http.ts";
import { findInvoice, getInvoice } from "./invoices.ts";
import { getOrder, listOrders } from "./orders.ts";
import { type Parameters, requestOf } from "./parameters.ts";
import type { Tables } from "./tables.ts";

/** Answers with the body's JSON, or throws HttpError. */
type Operation = (parameters: Parameters, tables: Tables) => Promise<string>;

/** By the contract's path. */
export const operations: Readonly<Record<string, Operation>> = {
  "/orders/{order_id}": getOrder,
  "/customers/{customer_id}": getCustomer,
  "/customers/{customer_id}/orders": listOrders,
  "/invoices/{invoice_no}": getInvoice,
  "/invoices": findInvoice,
  "/customers": findCustomer,
};

/** Answers a request; never rejects. */
export async function answerRequest(event: ProxyEvent, tables: Tables): Promise<ProxyAnswer> {
  try {
    const { route, parameters } = requestOf(event);
    const operation = operations[route.path];
    if (operation === undefined) throw new HttpError("not_found", "There is no such path.");
    return okAnswer(await operation(parameters, tables));
  } catch (error) {
    if (error instanceof HttpError) {
      if (error.status >= 500) log("warn", "tables unavailable", errorFields(error.cause));
      return errorAnswer(error);
    }
    log("error", "request failed", errorFields(error));
    return errorAnswer(new HttpError("internal", "The request failed; it has been logged."));
  }
}
