import type { DatasetName } from "@tributary/contract";
import type { Cell, Cells } from "../../src/fuzz/cells.ts";
import type { RawRequest } from "../support/http.ts";

/** Answered at once, with what is wrong; nothing of it is ingested. */
export interface Answered {
  readonly outcome: "answered";
  readonly status: number;
  /** What the body must name: the field and the rule. */
  readonly names: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** 202, then in quarantine and under the error prefixes with reason and original bytes, and nowhere else. */
export interface Quarantined {
  readonly outcome: "quarantined";
  readonly code: string;
  readonly field: string;
}

/** 202, then the exact round trip to table, lake and raw archive. */
export interface Accepted {
  readonly outcome: "accepted";
  /** Values that must be read back, by path in the table's item. */
  readonly item?: Readonly<Record<string, Cell>>;
  /** Values of the event's first row of a dataset. */
  readonly row?: Readonly<Partial<Record<DatasetName, Cells>>>;
}

export interface CorpusCase {
  readonly name: string;
  readonly request: RawRequest;
  readonly expected: Answered | Quarantined | Accepted;
  /** What AWS itself does is not established: the question to settle there. */
  readonly verifyOnAws?: string;
  /** Sent to a pipeline that demands an API key. */
  readonly needsKey?: boolean;
}

export const API_KEY = "corpus-key";
const JSON_TYPE = { "content-type": "application/json" };

/** A POST of these bytes as JSON. */
export function post(
  path: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = JSON_TYPE,
): RawRequest {
  return { method: "POST", path, headers, body: Buffer.from(body) };
}

export const get = (path: string): RawRequest => ({ method: "GET", path });

export const answered = (status: number, ...names: readonly string[]): Answered => ({
  outcome: "answered",
  status,
  names,
});
export const quarantined = (code: string, field = ""): Quarantined => ({
  outcome: "quarantined",
  code,
  field,
});
export const accepted = (parts: Omit<Accepted, "outcome"> = {}): Accepted => ({
  outcome: "accepted",
  ...parts,
});
