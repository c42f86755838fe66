import type { PublishedContract } from "../compatibility.ts";
import { datasets } from "../datasets.ts";
import { contractVersion } from "../version.ts";
import { requestModels } from "./request-models.ts";

/** The contract as its sources say it, in the form that a baseline keeps. */
export function publishedContract(): PublishedContract {
  const columns = Object.entries(datasets).map(([name, dataset]) => [
    name,
    { columns: dataset.columns.map((column) => ({ name: column.name, type: column.type })) },
  ]);
  return {
    version: contractVersion,
    models: requestModels(),
    datasets: Object.fromEntries(columns),
  };
}
