export { type DeploymentNames, deploymentNames, localNames } from "./names.ts";
export { DEFAULT_DATA_DIR, type RunningLocal, runningLocal } from "./running.ts";
