export type { Lag } from "@tributary/emulator";
export { type EdgeRecord, localEdge } from "./edge.ts";
export { UnprotectedHostError } from "./exposure.ts";
export { type DeploymentNames, deploymentNames, localNames } from "./names.ts";
export { type LocalOptions, type LocalPipeline, startLocal } from "./pipeline.ts";
export { DEFAULT_DATA_DIR, type RunningLocal, runningLocal } from "./running.ts";
export { type SavedQuery, savedQueries } from "./saved-sql.ts";
