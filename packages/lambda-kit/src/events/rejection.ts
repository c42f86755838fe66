/** Why an event cannot be stored, whatever is tried: what quarantine and logs call it. */
export const rejectionCodes = {
  not_utf8: "The record's bytes are not UTF-8",
  not_json: "The text is no JSON object",
  not_cloud_event: "The object is no CloudEvents 1.0 event of this stream",
  unknown_type: "No event type of the contract",
  schema: "The data breaks the event's schema",
  too_deep: "Objects and arrays are nested too deeply",
  lone_surrogate: "A text holds half a surrogate pair, which UTF-8 cannot say",
  inexact_number: "A number does not survive as a double, or as the column's decimal",
  no_such_time: "The calendar has no such date or time",
  time_out_of_range: "The time is before 2000 or more than a day after arrival",
  store_refused: "The table refused the item for good",
  defect: "The function failed on it",
} as const;
export type RejectionCode = keyof typeof rejectionCodes;

export interface Rejection {
  readonly code: RejectionCode;
  /** JSON pointer in the event's data; empty for the event as a whole. */
  readonly field: string;
  /** A sentence. It names the rule, not the value: values can be personal data. */
  readonly message: string;
}

export interface Rejected {
  readonly ok: false;
  readonly reason: Rejection;
}

/** An outcome, not an exception: bad events are ordinary on a hot path. */
export function reject(
  code: RejectionCode,
  field = "",
  message: string = rejectionCodes[code],
): Rejected {
  return { ok: false, reason: { code, field, message } };
}
