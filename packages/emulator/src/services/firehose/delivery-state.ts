import type { GivenUp } from "./transform.ts";

/** A range that is being delivered: from the checkpoint to `last`. */
export interface Intent {
  /** Sequence number of the range's last record. */
  readonly last: string;
  /** Invocations that were given up in it: their records go to the error prefix whatever the function says later. */
  readonly givenUp: readonly GivenUp[];
}

/** What is durable of a shard's delivery. */
export interface DeliveryState {
  /** Sequence number up to which everything is delivered. */
  readonly after: string | undefined;
  readonly intent: Intent | undefined;
}

/** A state as it was saved; undefined where there is none. */
export function deliveryState(saved: unknown): DeliveryState | undefined {
  if (typeof saved !== "object" || saved === null) return undefined;
  const after: unknown = Reflect.get(saved, "after");
  const intent: unknown = Reflect.get(saved, "intent");
  return {
    after: typeof after === "string" ? after : undefined,
    intent: isIntent(intent) ? intent : undefined,
  };
}

function isIntent(value: unknown): value is Intent {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof Reflect.get(value, "last") === "string" &&
    Array.isArray(Reflect.get(value, "givenUp"))
  );
}
