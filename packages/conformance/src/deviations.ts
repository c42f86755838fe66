/** A way in which a reference engine itself is known not to be AWS, and ours follows AWS. */
export interface Deviation {
  readonly id: string;
  readonly engine: string;
  /** What the engine does, and what AWS does instead. */
  readonly what: string;
  /** Where AWS's own behaviour is stated. */
  readonly source: string;
}

export const deviations: readonly Deviation[] = [];
