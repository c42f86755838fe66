import { conformance } from "./mutants/conformance.mjs";
import { delivery } from "./mutants/delivery.mjs";
import { edge } from "./mutants/edge.mjs";
import { functions } from "./mutants/functions.mjs";
import { storage } from "./mutants/storage.mjs";
import { surfaces } from "./mutants/surfaces.mjs";

/**
 * Protections, and how to take each away: a text in a file is replaced by another, and the tests that
 * are named must then fail. `tests` are files; `faults` runs them with vitest.faults.config.ts.
 *
 * @typedef {{ id: string, protection: string, file: string, find: string, replace: string,
 *   tests: string[], faults?: boolean, only?: string, build?: string }} Mutant
 * `only` is a pattern of test names; `build` a function's package of which the bundle is built anew.
 */

/** @type {Mutant[]} */
export const mutants = [
  ...storage,
  ...delivery,
  ...edge,
  ...functions,
  ...surfaces,
  ...conformance,
];
