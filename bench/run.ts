// Runs the benchmark: `node bench/run.ts [--quick] [--json FILE] [--against FILE] [--only NAME,…]`. Prints the results and writes them to
// RESULTS.md; a quick run, and one of some parts only, is printed and nothing else.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { chdir, env, stderr, versions } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { counting, missingTools } from './instructions/counter.ts'
import { countAll } from './instructions/count-all.ts'
import { FirstRequests } from './instructions/first-request.ts'
import { countParts } from './instructions/parts.ts'
import { measureRows } from './measure/measure.ts'
import { measureMemory } from './more/memory.ts'
import { simulateAll } from './more/simulation.ts'
import { simulateTokenMemory } from './more/token-memory.ts'
import { differenceText } from './report/difference.ts'
import { resultsText } from './report/results.ts'
import { allRows } from './targets/all.ts'
import { startTenant } from './tenant/tenant.ts'
import { WORKERD_VERSION } from '../tools/workerd/workerd.ts'

const FULL = {
  counts: { times: 2, otherTimes: 2, spreadTimes: 10, warmUpRequests: 500, requests: 1_000 },
  firstRequestCounts: 3,
  firstRequestPairs: 30,
  simulatedSeconds: 10_800,
  pairs: 6,
}
const QUICK = {
  counts: { times: 1, otherTimes: 1, spreadTimes: 2, warmUpRequests: 300, requests: 200 },
  firstRequestCounts: 1,
  firstRequestPairs: 3,
  simulatedSeconds: 4_320,
  pairs: 1,
}
/** Twice as many tokens as an isolate remembers: none is remembered when it comes round again. */
const NEW_TOKENS = 20_000
/** What the goals are about. */
const MAIN = new Set(['open', 'reference', 'gatehouse', 'new-tokens', 'whole', 'naive'])
const EFFORT = { saturationSeconds: 1, fixedRateSeconds: 1 }
const PARTS = ['counts', 'first-requests', 'parts', 'simulation', 'memory'] as const

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    against: { type: 'string' },
    only: { type: 'string' },
  },
})
const only = options.only?.split(',')
const wanted = (name: string): boolean => only === undefined || only.includes(name)
const plan = options.quick ? QUICK : FULL
const files = {
  json: options.json === undefined ? undefined : resolve(options.json),
  against: options.against === undefined ? undefined : resolve(options.against),
}
const started = performance.now()
const progress = (text: string): void =>
  void stderr.write(`${Math.round((performance.now() - started) / 1000)} s  ${text}\n`)

ensureTools()

// The project's own tools, from wherever this is started.
const root = fileURLToPath(new URL('..', import.meta.url))
chdir(root)
env['PATH'] = [join(root, 'node_modules', '.bin'), env['PATH']].join(delimiter)

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
const tenant = await startTenant(folder, NEW_TOKENS)
try {
  const { reference, counted, timed } = await allRows(folder, tenant)
  const names = [...PARTS, ...timed.map(({ name }) => name)]
  const unknown = only?.filter((name) => !names.includes(name)) ?? []
  if (unknown.length > 0) throw new TypeError(`unknown: ${unknown.join(', ')}; there are ${names.join(', ')}`)

  // First what is certain: the same on every run.
  const counter = counting(folder)
  const counts = wanted('counts')
    ? await countAll({ rows: counted, main: MAIN, counter, ...plan.counts, progress })
    : null
  const parts = wanted('parts') ? await countParts(folder, tenant, counter()) : []
  const first = wanted('first-requests')
    ? await FirstRequests.prepare(folder, { issuer: tenant.issuer, token: tenant.credentials.good })
    : null
  const firstCounted = (await first?.count(counter, plan.firstRequestCounts)) ?? []
  progress('instructions are counted')
  const { issuer, key, credentials } = tenant
  const asked = wanted('simulation')
    ? await simulateAll({ issuer, jwks: key.jwks, token: credentials.good }, plan.simulatedSeconds)
    : []
  const remembered = wanted('simulation') ? simulateTokenMemory() : []
  progress('keys and tokens are simulated')

  // Then what depends on the machine.
  const firstMillis = await first?.time(plan.firstRequestPairs)
  const firstRequests = firstCounted.map((one) => ({ ...one, millis: firstMillis?.get(one.name) ?? null }))
  const [bare, ours] = ['open', 'gatehouse'].map((name) => counted.find((row) => row.name === name)?.target)
  const memory = wanted('memory') && bare && ours ? await measureMemory(bare, ours, tenant) : null
  progress('first requests are timed')
  const { pairs } = plan
  const rows = timed.filter(({ name }) => wanted(name))
  const measurements = await measureRows({ rows, reference, credentials, effort: EFFORT, pairs, progress })

  const findings = { counts, parts, firstRequests, asked, remembered, memory, measurements }
  const minutes = (performance.now() - started) / 60_000
  const text = resultsText({
    ...findings,
    machine: machine(),
    pairs,
    minutes,
    newTokens: NEW_TOKENS,
    quick: options.quick,
  })
  console.log(text)
  if (files.against !== undefined)
    console.log(differenceText(JSON.parse(readFileSync(files.against, 'utf8')), findings))
  if (only === undefined && !options.quick) writeFileSync(new URL('RESULTS.md', import.meta.url), `${text}\n`)
  if (files.json !== undefined) writeFileSync(files.json, `${JSON.stringify(findings, null, 2)}\n`)
} finally {
  await tenant.server.stop()
  rmSync(folder, { recursive: true })
}

// The load, the native ceiling and the emulator come from Debian's packages.
function ensureTools(): void {
  const missing = [
    ...['wrk', 'haproxy'].filter((tool) => spawnSync(tool, ['-v']).error !== undefined),
    ...missingTools(),
  ]
  if (missing.length === 0) return
  const install = ['apt-get', 'install', '-y', ...missing]
  progress(`missing: ${missing.join(', ')}; trying ${install.join(' ')}`)
  const [command = '', ...args] = install
  if (spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0) {
    throw new Error(`the benchmark needs ${missing.join(' and ')}: install them with your package manager`)
  }
}

function machine(): string {
  const { stdout } = spawnSync('haproxy', ['-v'], { encoding: 'utf8' })
  const haproxyVersion = /version (\d[\d.]*)/.exec(stdout ?? '')?.[1] ?? 'missing'
  return `${cpus().length} cores, workerd ${WORKERD_VERSION}, Node ${versions.node}, HAProxy ${haproxyVersion}`
}
