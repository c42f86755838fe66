import { existsSync } from "node:fs";

/** Reads a `.env` of the working directory into the environment; what is set already stays. */
export function loadEnvFile(path = ".env"): void {
  if (existsSync(path)) process.loadEnvFile(path);
}
