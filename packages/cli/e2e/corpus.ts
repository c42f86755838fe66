import { asData } from "./corpus/as-data.ts";
import type { CorpusCase } from "./corpus/case.ts";
import { edgeFraming } from "./corpus/edge-framing.ts";
import { edgeStructure } from "./corpus/edge-structure.ts";
import { quarantine } from "./corpus/quarantine.ts";
import { queryApi } from "./corpus/query-api.ts";

/** Every bad or strange input that is known, with what must become of it. */
export const corpus: Readonly<Record<string, readonly CorpusCase[]>> = {
  "Refused at the edge: framing": edgeFraming,
  "Refused at the edge: structure": edgeStructure,
  "Taken as data": asData,
  Quarantined: quarantine,
  "Query API": queryApi,
};
