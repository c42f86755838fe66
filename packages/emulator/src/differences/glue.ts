import type { Difference } from "./difference.ts";

export const glueDifferences: readonly Difference[] = [
  {
    id: "glue-no-partitions",
    service: "glue",
    what: "Here no partition can be registered (CreatePartition answers 501), so GetPartitions is always empty; on AWS they can.",
    why: "Every table of the pipeline uses partition projection, for which AWS registers none either.",
    test: "has no partitions, as with projection",
  },
  {
    id: "glue-no-versions",
    service: "glue",
    what: "Here UpdateTable keeps no earlier version of a table; on AWS it does unless SkipArchive is set.",
    why: "Nothing reads an earlier version.",
  },
  {
    id: "glue-name-pattern",
    service: "glue",
    what: "Here the Expression of GetTables is a JavaScript regular expression; on AWS a Java one.",
    why: "They agree on what people write in it.",
    test: "filters and pages tables",
  },
  {
    id: "glue-one-catalog",
    service: "glue",
    what: "Here CatalogId is ignored; on AWS it chooses the account's catalogue.",
    why: "There is one.",
  },
];
