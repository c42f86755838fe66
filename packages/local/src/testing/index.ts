export { viewSources } from "../saved-sql.ts";
export { parquetFile, type Row } from "./parquet-files.ts";
export { askedAt, datasetNames, fixtureRows, SqlLake } from "./sql-lake.ts";
export { viewColumns } from "./view-columns.ts";
