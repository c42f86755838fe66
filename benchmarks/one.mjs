// Runs one suite and prints its rows as JSON on the last line.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { here } from "./lib.mjs";

const { run } = await import(pathToFileURL(join(here, "suites", `${process.argv[2]}.mjs`)).href);
const rows = await run();
process.stdout.write(`${JSON.stringify(rows)}\n`, () => process.exit(0));
