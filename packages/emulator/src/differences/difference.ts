/** A way in which the embedded AWS is known to differ from AWS. `docs/reference/fidelity.md` is generated from these. */
export interface Difference {
  /** Stable, kebab-case, unique over all services. */
  readonly id: string;
  readonly service: string;
  /** What differs, in one or two sentences: here …, on AWS …. */
  readonly what: string;
  readonly why: string;
  /** Name of the test that shows it, where one does. */
  readonly test?: string;
}
