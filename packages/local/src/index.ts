export { DEFAULT_DATA_DIR, type RunningLocal, runningLocal } from "./running.ts";
