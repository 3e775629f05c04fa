// The tests of one file as Vitest would collect them: as much of it as the tests of the verifier and the key store use.

type Work = (...values: readonly unknown[]) => unknown
type Declare = (name: string, work: Work) => void
type Each = (rows: readonly unknown[]) => Declare

/** A test and what has to run around it. */
export interface CollectedTest {
  /** Unique in its file. */
  readonly name: string
  run(): Promise<void>
}

interface Block {
  readonly name: string
  readonly outer: Block | null
  readonly beforeAll: Work[]
  readonly beforeEach: Work[]
  readonly afterEach: Work[]
}

/** Collects the tests of one file. */
export class Suite {
  readonly tests: CollectedTest[] = []
  #block: Block = { name: '', outer: null, beforeAll: [], beforeEach: [], afterEach: [] }

  /** Vitest's functions, for the suite that is being collected when they are called. */
  static functions(current: () => Suite) {
    const test: Declare = (name, work) => current().#test(name, work)
    const describe: Declare = (name, work) => current().#describe(name, work)
    return {
      test: Object.assign(test, { each: each(test), runIf: (runs: boolean) => (runs ? test : skip) }),
      describe: Object.assign(describe, { each: each(describe) }),
      beforeAll: (work: Work) => void current().#block.beforeAll.push(work),
      beforeEach: (work: Work) => void current().#block.beforeEach.push(work),
      afterEach: (work: Work) => void current().#block.afterEach.push(work),
    }
  }

  #test(name: string, work: Work): void {
    const block = this.#block
    this.tests.push({
      name: `${this.tests.length} ${block.name}${name}`,
      async run() {
        for (const { beforeAll } of around(block)) for (const before of beforeAll.splice(0)) await before()
        for (const { beforeEach } of around(block)) for (const before of beforeEach) await before()
        try {
          await work()
        } finally {
          for (const { afterEach } of around(block)) for (const after of afterEach) await after()
        }
      },
    })
  }

  #describe(name: string, work: Work): void {
    const outer = this.#block
    this.#block = { name: `${outer.name}${name} > `, outer, beforeAll: [], beforeEach: [], afterEach: [] }
    work()
    this.#block = outer
  }
}

function skip(): void {
  // Another case of the block runs the test.
}

function around(block: Block | null): Block[] {
  return block === null ? [] : [...around(block.outer), block]
}

function each(declare: Declare): Each {
  return (rows) => (name, work) => {
    const spread = rows.every(Array.isArray)
    for (const row of rows) declare(name, () => (spread ? work(...(row as unknown[])) : work(row)))
  }
}
