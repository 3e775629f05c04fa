// Runs mutants, each in a process that is ended when it takes too long.
import { type ChildProcess, fork } from 'node:child_process'
import { platform } from 'node:process'
import { cpuSecondsOf as cpuSecondsOnLinux } from '../workerd/server.ts'
import type { Mutant } from './mutant.ts'
import type { Order, Outcome, PassedTest } from './runner.ts'

/** How much of a processor the tests of one mutant may take: a loop without end is noticed too, and a busy machine is none. */
const LIMIT_CPU_SECONDS = 60
const LOOK_MILLIS = 1_000
/** A process that takes less than this in a minute waits for what never comes. */
const IDLE_CPU_SECONDS = 0.05
const IDLE_LOOKS = 60
/** Modules are never forgotten by Node: after so many mutants a process is started anew. */
const MUTANTS_PER_PROCESS = 100

/** Runs the tests as they are. @throws Error when they fail */
export async function measure(root: string, files: readonly string[]): Promise<readonly PassedTest[]> {
  const runner = new Runner(root)
  const outcome = await runner.run({ mutant: null, tests: files.map((file) => ({ file, names: null })) })
  runner.end()
  if (outcome === null) throw new Error('without a mutant the tests take too long')
  const { failed, passed } = outcome
  if (failed !== null) throw new Error(`without a mutant a test of ${failed.file} fails: ${failed.reason}`)
  return passed
}

/** Runs mutants one after the other, the test files that noticed most of a file's mutants first. */
export class MutantPool {
  readonly #tests: readonly PassedTest[]
  readonly #runner: Runner
  readonly #kills = new Map<string, number>()

  /** @param tests every test, as {@link measure} gives them */
  constructor(root: string, tests: readonly PassedTest[]) {
    this.#tests = tests
    this.#runner = new Runner(root)
  }

  /** Whether a test fails on a mutant. */
  async notices(mutant: Mutant): Promise<boolean> {
    const { file, source } = mutant
    const outcome = await this.#runner.run({ mutant: { file, source }, tests: this.#testsOf(mutant) })
    if (outcome !== null && outcome.failed === null) return false
    const name = `${file} ${outcome?.failed?.file ?? ''}`
    this.#kills.set(name, (this.#kills.get(name) ?? 0) + 1)
    return true
  }

  end(): void {
    this.#runner.end()
  }

  #testsOf({ file, within }: Mutant): Order['tests'] {
    const reaching = this.#tests.filter(({ reached }) => within === null || reached.includes(`${file}:${within}`))
    const files = Map.groupBy(reaching, (test) => test.file)
    const kills = (test: string): number => this.#kills.get(`${file} ${test}`) ?? 0
    return [...files]
      .toSorted(([one, its], [other, others]) => kills(other) - kills(one) || millisOf(its) - millisOf(others))
      .map(([file, tests]) => ({ file, names: tests.map(({ name }) => name) }))
  }
}

function millisOf(tests: readonly PassedTest[]): number {
  return tests.reduce((sum, { millis }) => sum + millis, 0)
}

/** A process of its own; started anew after one that had to be ended. */
class Runner {
  readonly #root: string
  #child: ChildProcess | null = null
  #orders = 0

  constructor(root: string) {
    this.#root = root
  }

  /** Carries out an order; `null` when it takes too long or the process dies of it. */
  async run(order: Order): Promise<Outcome | null> {
    const child = this.#child ?? (await this.#start())
    this.#orders += 1
    return await new Promise((resolve) => {
      const finish = (outcome: Outcome | null): void => {
        clearInterval(timer)
        child.removeAllListeners()
        if (outcome === null || this.#orders >= MUTANTS_PER_PROCESS) this.end()
        resolve(outcome)
      }
      const used = [cpuSecondsOf(child)]
      const timer = setInterval(() => {
        const now = cpuSecondsOf(child)
        used.push(now)
        const isIdle = now - (used.at(-1 - IDLE_LOOKS) ?? Number.NEGATIVE_INFINITY) < IDLE_CPU_SECONDS
        if (isIdle || now - (used[0] ?? 0) > LIMIT_CPU_SECONDS) finish(null)
      }, LOOK_MILLIS)
      child.once('message', (outcome: Outcome) => finish(outcome))
      child.once('exit', () => finish(null))
      child.send(order)
    })
  }

  end(): void {
    this.#child?.kill('SIGKILL')
    this.#child = null
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(process.argv[1] ?? '', ['--runner', this.#root], {
      // Node's own stripping of types is what is warned of.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.#child = child
    this.#orders = 0
    await new Promise((resolve, reject) => {
      child.once('message', resolve)
      child.once('exit', () => reject(new Error('the test runner does not start')))
    })
    child.removeAllListeners()
    return child
  }
}

// Where there is no /proc, the time that has passed is the nearest.
function cpuSecondsOf(child: ChildProcess): number {
  if (platform !== 'linux') return performance.now() / 1_000
  // One that has just ended is told of by an event of its own.
  return child.exitCode === null && child.signalCode === null ? cpuSecondsOnLinux(child) : 0
}
