// One process that runs the tests on one mutant after the other. To start Vitest for each would take longer than all its
// tests do, so the test files are loaded by Node itself, with the few functions of Vitest that they use; `expect` is Vitest's.
import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { join, relative } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { configureGlobal } from 'fast-check'
import { isBroken } from './sandbox.ts'
import { functionBodies } from './syntax.ts'
import { adaptCrypto, takeKeysAnew } from './keys.ts'
import { Suite } from './suite.ts'

/** What to run. */
export interface Order {
  /** The mutant; `null` to run everything as it is and note which functions each test reaches. */
  readonly mutant: { readonly file: string; readonly source: string } | null
  /** The test files, those most likely to fail first, and the names of the tests to run in each; `null` for all. */
  readonly tests: readonly { readonly file: string; readonly names: readonly string[] | null }[]
}

/** How it went. */
export interface Outcome {
  /** What failed first, or `null` when everything passed. */
  readonly failed: { readonly file: string; readonly reason: string } | null
  /** The tests that passed. */
  readonly passed: readonly PassedTest[]
}

/** A test that passed, how long it took and which functions it reached, by `file:start`. */
export interface PassedTest {
  readonly file: string
  readonly name: string
  readonly millis: number
  readonly reached: readonly string[]
}

/**
 * A test hangs when nothing at all has happened for so long, neither in the event loop nor in the threads beside it: however slow the
 * machine is, a test that works does something.
 */
const IDLE_MILLIS = 3_000
const IDLE_ACTIVE_MAX_MILLIS = 50

// Vitest's `expect` asks for these when it is used outside of a worker of Vitest.
const VITEST_STATE = { config: { expect: {} }, ctx: {}, metaEnv: {}, providedContext: {} }
// Other inputs on every run would make the score differ between runs.
const PROPERTIES = { seed: 1 }

interface World {
  order: Order
  generation: number
  suite: Suite
  reached: Set<string>
}

declare global {
  var mutants: World
}

/** Serves the orders of the parent process for the copy of the project in this folder, until it is ended. */
export async function serve(root: string): Promise<void> {
  Object.assign(globalThis, { __vitest_worker__: VITEST_STATE })
  globalThis.mutants = { order: { mutant: null, tests: [] }, generation: 0, suite: new Suite(), reached: new Set() }
  const { expect, vi } = await import('vitest')
  const { test, describe, beforeAll, beforeEach, afterEach } = Suite.functions(() => globalThis.mutants.suite)
  Object.assign(globalThis.mutants, {
    vitest: { expect, vi, test, it: test, describe, beforeAll, beforeEach, afterEach },
  })
  configureGlobal(PROPERTIES)
  adaptCrypto()
  hook(root)
  const rejections: unknown[] = []
  process.on('unhandledRejection', (reason) => rejections.push(reason))
  const obey = async (order: Order): Promise<void> => {
    const outcome = await carryOut(root, order, rejections)
    // What a test that failed has left behind.
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
    rejections.length = 0
    process.send?.(outcome)
  }
  process.on('message', (order: Order) => void obey(order))
  process.send?.('ready')
}

async function carryOut(root: string, order: Order, rejections: unknown[]): Promise<Outcome> {
  const world = globalThis.mutants
  world.order = order
  world.generation += 1
  const passed: PassedTest[] = []
  // A module is loaded once for all the test files: what runs then, the tests of every later file rely on too.
  const atLoad = new Set<string>()
  for (const { file, names } of order.tests) {
    let running = 'loading'
    try {
      takeKeysAnew()
      world.suite = new Suite()
      world.reached = new Set()
      await import(pathToFileURL(join(root, file)).href)
      for (const name of world.reached) atLoad.add(name)
      for (const test of world.suite.tests) {
        if (names !== null && !names.includes(test.name)) continue
        running = test.name
        world.reached = new Set(atLoad)
        const begin = performance.now()
        await inTime(test.run())
        await setImmediate()
        if (rejections.length > 0) throw rejections.splice(0)[0]
        passed.push({ file, name: test.name, millis: performance.now() - begin, reached: [...world.reached] })
      }
    } catch (error) {
      return { failed: { file, reason: `${running}: ${String(error)}` }, passed }
    }
  }
  return { failed: null, passed }
}

// What this process has done so far.
function busyness() {
  return { loop: performance.eventLoopUtilization(), cpu: process.cpuUsage() }
}

async function inTime(work: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  let before = busyness()
  const timer = setInterval(() => {
    const { active } = performance.eventLoopUtilization(before.loop)
    const { user, system } = process.cpuUsage(before.cpu)
    before = busyness()
    if (Math.max(active, (user + system) / 1_000) < IDLE_ACTIVE_MAX_MILLIS) reject(new Error('a test hangs'))
  }, IDLE_MILLIS)
  await Promise.race([work, promise]).finally(() => clearInterval(timer))
}

// Loads sources and tests anew for every mutant, and the mutant in place of its file.
function hook(root: string): void {
  const folder = pathToFileURL(`${root}/`).href
  const stripped = new Map<string, string>()
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'vitest' && context.parentURL?.startsWith(folder) === true) {
        return { url: 'mutants:vitest', shortCircuit: true }
      }
      const found = next(specifier, context)
      if (!found.url.startsWith(folder)) return found
      return { ...found, url: `${found.url}?${globalThis.mutants.generation}` }
    },
    load(url, context, next) {
      if (url === 'mutants:vitest') return { format: 'module', source: VITEST, shortCircuit: true }
      if (!url.startsWith(folder)) return next(url, context)
      const path = fileURLToPath(url.slice(0, url.indexOf('?')))
      const file = relative(root, path)
      const { mutant } = globalThis.mutants.order
      const read = (): string => readFileSync(path, 'utf8')
      if (mutant === null) return { format: 'module', source: strip(mark(file, read())), shortCircuit: true }
      if (mutant.file === file) return { format: 'module', source: strip(mutant.source), shortCircuit: true }
      const source = stripped.get(path) ?? strip(read())
      stripped.set(path, source)
      return { format: 'module', source, shortCircuit: true }
    },
  })
}

const VITEST = `export const { expect, vi, test, it, describe, beforeAll, beforeEach, afterEach } = globalThis.mutants.vitest`

function strip(source: string): string {
  return stripTypeScriptTypes(source)
}

// Makes every function of a source note that it runs.
function mark(file: string, source: string): string {
  if (!isBroken(file)) return source
  let marked = source
  for (const { start } of functionBodies(source).toSorted((one, other) => other.start - one.start)) {
    const name = JSON.stringify(`${file}:${start}`)
    marked = `${marked.slice(0, start + 1)}globalThis.mutants.reached.add(${name});${marked.slice(start + 1)}`
  }
  return marked
}
