// Carries a plan out, step by step, and says what was done, what was not, and what is left to do when a step fails. After a
// failing smoke test everything that this run deployed goes back to what was served before.
import type { Deployment } from './cloudflare.ts'
import type { Step } from './plan.ts'
import { UnreachableError } from './smoke.ts'
import type { Target } from './targets.ts'

/** The tools that carry out a plan. */
export interface Effects {
  /** Does one step. @throws Error when it fails */
  readonly run: (step: Step) => Promise<void>
  /** In a dry run: whether a step is not done but only named. There is nothing then that could be kept or gone on with. */
  readonly isOnlyNamed?: (step: Step) => boolean
  /** Serves what a Worker served before. */
  readonly rollBack: (worker: Target, before: Deployment) => Promise<void>
  readonly print: (line: string) => void
  /** Milliseconds of any clock. */
  readonly now: () => number
}

/** The result of a deploy. */
export interface Result {
  readonly ok: boolean
  readonly done: readonly Step[]
  /** The step that failed, and those that were not begun. */
  readonly left: readonly Step[]
  /** The folders that serve again what they served before. */
  readonly rolledBack: readonly string[]
}

/**
 * Carries out a plan. It stops at the first step that fails: what was done stays, because each step leaves a system that works, and
 * the next run goes on from there. Only a failing smoke test is undone, unless there was no gateway to be asked.
 *
 * @param before what each Worker served at the beginning, by name; `null` for one that is new
 */
export async function runPlan(
  steps: readonly Step[],
  before: ReadonlyMap<string, Deployment | null>,
  effects: Effects,
): Promise<Result> {
  const { print, now } = effects
  for (const [index, step] of steps.entries()) {
    const startedAt = now()
    const place = `[${index + 1}/${steps.length}]`
    if (effects.isOnlyNamed?.(step) === true) {
      print(`  – ${place} ${step.title}`)
      continue
    }
    print(`  … ${place} ${step.title}`)
    try {
      await effects.run(step)
      print(`  ✓ ${place} ${step.title} (${((now() - startedAt) / 1000).toFixed(1)} s)`)
    } catch (error) {
      print(`  ✗ ${place} ${step.title}\n\n${indented(messageOf(error))}\n`)
      const [done, left] = [steps.slice(0, index), steps.slice(index)]
      if (error instanceof UnreachableError) print('Everything is deployed and stays: nothing was rolled back.')
      else if (step.kind === 'smoke') return { ok: false, done, left, rolledBack: await undo(done, before, effects) }
      else if (effects.isOnlyNamed === undefined) printLeft(done, left, print)
      return { ok: false, done, left, rolledBack: [] }
    }
  }
  return { ok: true, done: steps, left: [], rolledBack: [] }
}

function printLeft(done: readonly Step[], left: readonly Step[], print: Effects['print']): void {
  const changes = done.filter(({ kind }) => kind !== 'doctor')
  print(
    changes.length === 0 ? 'Nothing was changed.' : `Done, and kept: ${changes.map(({ title }) => title).join('; ')}.`,
  )
  print(`Not done: ${left.map(({ title }) => title).join('; ')}.`)
  print('Put it right and run the same command again: it goes on from here.')
}

// The gateway first, so that it sends no request to a Worker that is being reverted.
async function undo(
  done: readonly Step[],
  before: ReadonlyMap<string, Deployment | null>,
  { rollBack, print }: Effects,
): Promise<string[]> {
  const workers = done.flatMap((step) => (step.kind === 'deploy' ? [step.worker] : [])).toReversed()
  const rolledBack: string[] = []
  for (const worker of workers) {
    const deployment = before.get(worker.name) ?? null
    if (deployment === null) {
      print(`  – ${worker.folder}: stays as it is, there is no version before`)
      continue
    }
    try {
      await rollBack(worker, deployment)
      rolledBack.push(worker.folder)
      print(`  ✓ ${worker.folder}: rolled back to the version before`)
    } catch (error) {
      print(
        `  ✗ ${worker.folder}: can't be rolled back; it still serves the new version\n${indented(messageOf(error))}`,
      )
    }
  }
  if (done.some(({ kind }) => kind === 'migrate'))
    print('Migrations are not undone: the version before must do with the new tables.')
  return rolledBack
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n')
}
