// The mutants that no test can notice, each with the reason why. Any other survivor shows that a test is missing.
import explained from './survivors.json' with { type: 'json' }

/** A mutant that is allowed to survive: its file and its name, as the report shows them. */
export interface Survivor {
  readonly file: string
  readonly name: string
  /** Why there is no difference to notice. */
  readonly why: string
}

/** Every mutant that is allowed to survive; in the file they are together by reason. */
export const SURVIVORS: readonly Survivor[] = explained.flatMap(({ file, why, mutants }) =>
  mutants.map((name) => ({ file, name, why })),
)
