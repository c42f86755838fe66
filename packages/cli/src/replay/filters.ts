import type { Replayable, ReplayEvent } from "./replayable.ts";

export interface ReplayFilters {
  /** Arrival, milliseconds since the epoch; inclusive. */
  readonly since?: number | undefined;
  /** Arrival, milliseconds since the epoch; exclusive. */
  readonly until?: number | undefined;
  /** CloudEvents type. */
  readonly type?: string | undefined;
  readonly reason?: string | undefined;
  readonly ids?: ReadonlySet<string> | undefined;
}

/** The events of a record that pass every filter. */
export function matching(record: Replayable, filters: ReplayFilters): readonly ReplayEvent[] {
  const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = filters;
  const { type, reason, ids } = filters;
  if (record.arrivedAt < since || record.arrivedAt >= until) return [];
  if (reason !== undefined && record.reason !== reason) return [];
  if (type === undefined && ids === undefined) return record.events;
  return record.events.filter(
    (event) =>
      (type === undefined || event.type === type) &&
      (ids === undefined || (event.id !== undefined && ids.has(event.id))),
  );
}
