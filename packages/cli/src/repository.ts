import { fileURLToPath } from "node:url";

/** The repository's root; `src/` and `dist/` lie equally deep below it. */
export const repositoryRoot = fileURLToPath(new URL("../../..", import.meta.url));
