import type { Clock } from "../../clock.ts";
import { AwsError } from "../../errors.ts";
import type { Catalog } from "./catalog.ts";
import type { Planner } from "./statement-plan.ts";
import type { Store } from "./store.ts";
import type { TransactionTokens } from "./transaction-operations.ts";

/**
 * Asked before every operation, and before every statement of a batch by its IAM action
 * (`PartiQLInsert`, …): true makes it answer as a throttled table does.
 */
export type Throttle = (operation: string) => boolean;

/** What every operation works with. */
export interface Context {
  readonly catalog: Catalog;
  readonly store: Store;
  readonly planner: Planner;
  readonly throttle: Throttle;
  readonly clock: Clock;
  readonly tokens: TransactionTokens;
}

export function throttled(): AwsError {
  return new AwsError(
    "ProvisionedThroughputExceededException",
    "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
  );
}
