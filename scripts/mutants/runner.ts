// One process that keeps Vitest warm and runs the access ring on one mutant after the other, under plain Node: the tests and
// their outcome are those of the real runtime, at a tenth of the time.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createVitest, type TestSpecification, type Vitest } from 'vitest/node'

/** What to run. */
export interface Order {
  /** The file to put in place, and what it held before; `null` to run the copy as it is. */
  readonly change: { readonly file: string; readonly source: string; readonly original: string } | null
  /** The test files, those most likely to fail first. */
  readonly tests: readonly string[]
}

/** How it went. */
export interface Outcome {
  /** The first test file that failed, or `null` when all passed. */
  readonly failed: string | null
  /** What every test file took. */
  readonly millis: Readonly<Record<string, number>>
  readonly reasons: readonly string[]
}

/** What Workers do and Node does not: it imports an RSA key without a modulus. */
const NOT_UNDER_NODE = /^(?!.*a key that can’t be imported is left out)/

/** Serves orders of the parent process for the copy of the project in this folder, until it is ended. */
export async function serve(root: string): Promise<void> {
  let sequence: readonly string[] = []
  const inSequence = class {
    sort(specifications: TestSpecification[]): TestSpecification[] {
      const place = ({ moduleId }: TestSpecification): number => sequence.findIndex((test) => moduleId.endsWith(test))
      return specifications.toSorted((one, other) => place(one) - place(other))
    }
    shard(specifications: TestSpecification[]): TestSpecification[] {
      return specifications
    }
  }
  const vitest = await createVitest('test', {
    root,
    config: false,
    include: ['test/access/**/*.test.ts'],
    setupFiles: ['set-up.js'],
    testNamePattern: NOT_UNDER_NODE,
    watch: false,
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
    bail: 1,
    reporters: [{}],
    sequence: { sequencer: inSequence },
  })
  const specifications = await vitest.globTestSpecifications()
  process.on('message', (order: Order) => {
    sequence = order.tests
    const chosen = specifications.filter(({ moduleId }) => order.tests.some((test) => moduleId.endsWith(test)))
    void carryOut(vitest, root, order, chosen).then((outcome) => process.send?.(outcome))
  })
  process.send?.('ready')
}

async function carryOut(
  vitest: Vitest,
  root: string,
  { change }: Order,
  specifications: TestSpecification[],
): Promise<Outcome> {
  if (change !== null) put(vitest, root, change.file, change.source)
  try {
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications, false)
    const ran = testModules.filter(({ moduleId }) => specifications.some((one) => one.moduleId === moduleId))
    const failed = ran.find((module) => !module.ok())
    const tests = [...(failed?.children.allTests('failed') ?? [])]
    return {
      failed: failed?.relativeModuleId ?? (unhandledErrors.length > 0 ? 'an unhandled error' : null),
      millis: Object.fromEntries(
        ran.map((module) => [module.relativeModuleId, module.diagnostic().collectDuration + module.diagnostic().duration]),
      ),
      reasons: [
        ...(failed?.errors().map(({ message }) => message) ?? []),
        ...tests.map((test) => `${test.fullName}: ${test.result().errors?.[0]?.message ?? ''}`),
        ...unhandledErrors.map(String),
      ],
    }
  } finally {
    if (change !== null) put(vitest, root, change.file, change.original)
  }
}

function put(vitest: Vitest, root: string, file: string, source: string): void {
  writeFileSync(join(root, file), source)
  vitest.invalidateFile(join(root, file))
}
