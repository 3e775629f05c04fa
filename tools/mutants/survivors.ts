// The mutants that no test can notice, each with the reason why. Whatever else survives is a test that is missing.
import explained from './survivors.json' with { type: 'json' }

/** A mutant that is allowed to survive: the file and its lines before and after, as the report shows them. */
export interface Survivor {
  readonly file: string
  readonly was: string
  readonly becomes: string
  /** Why nobody can see a difference. */
  readonly why: string
}

/** Every mutant that is allowed to survive; in the file they are together by reason. */
export const SURVIVORS: readonly Survivor[] = explained.flatMap(({ file, why, mutants }) =>
  mutants.map(([was = '', becomes = '']) => ({ file, was, becomes, why })),
)
