// Runs the benchmark: `node bench/run.ts [--quick] [--json FILE] [--only NAME,…]`. Prints the results and writes them to
// RESULTS.md; a quick run, and one of some parts only, is printed and nothing else.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { chdir, env, stderr, versions } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildAll } from '../packages/gatehouse/src/cli/builds.ts'
import { counting, missingTools } from './instructions/counter.ts'
import { countAll } from './instructions/count-all.ts'
import { measureRows } from './measure/measure.ts'
import { measureFirstRequests } from './more/first-request.ts'
import { measureParts } from './more/parts.ts'
import { simulateAll } from './more/simulation.ts'
import { resultsText } from './report/results.ts'
import { allRows } from './targets/all.ts'
import { startTenant } from './tenant/tenant.ts'
import { WORKERD_VERSION } from '../tools/workerd/workerd.ts'

const FULL = {
  pairs: 6,
  otherPairs: 6,
  effort: { saturationSeconds: 1, fixedRateSeconds: 1 },
  newTokens: 40_000,
  firstRequestPairs: 15,
  partRounds: 7,
  simulatedSeconds: 21_600,
  counts: { times: 3, requests: 500 },
}
const QUICK = {
  pairs: 2,
  otherPairs: 1,
  effort: { saturationSeconds: 1, fixedRateSeconds: 1 },
  newTokens: 24_000,
  firstRequestPairs: 3,
  partRounds: 2,
  simulatedSeconds: 4_320,
  counts: { times: 1, requests: 100 },
}

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' }, only: { type: 'string' } },
})
const only = options.only?.split(',')
const wanted = (name: string): boolean => only === undefined || only.includes(name)
const plan = options.quick ? QUICK : FULL
const jsonFile = options.json === undefined ? undefined : resolve(options.json)
const progress = (text: string): void => void stderr.write(`${text}\n`)

ensureTools()

// The project's own tools, from wherever this is started.
const root = fileURLToPath(new URL('..', import.meta.url))
chdir(root)
env['PATH'] = [join(root, 'node_modules', '.bin'), env['PATH']].join(delimiter)

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
const tenant = await startTenant(folder, plan.newTokens)
try {
  const { reference, rows, counted } = await allRows(folder, tenant)
  const names = [...rows.map(({ name }) => name), 'instructions', 'builds', 'first-requests', 'simulation', 'parts']
  const unknown = only?.filter((name) => !names.includes(name)) ?? []
  if (unknown.length > 0) throw new TypeError(`unknown: ${unknown.join(', ')}; there are ${names.join(', ')}`)

  // First what is certain: the same on every run.
  const counts = wanted('instructions')
    ? await countAll({ rows: counted, folder, counter: counting(folder), ...plan.counts, progress })
    : null
  const builds = wanted('builds') || wanted('first-requests') ? await buildAll(folder) : []
  const firstRequests = wanted('first-requests')
    ? await measureFirstRequests(builds, folder, plan.firstRequestPairs)
    : []
  const { issuer, key, credentials } = tenant
  const asked = wanted('simulation')
    ? await simulateAll({ issuer, jwks: key.jwks, token: credentials.good }, plan.simulatedSeconds)
    : []
  const parts = wanted('parts') ? await measureParts(folder, tenant, plan.partRounds) : []
  const measurements = await measureRows({
    rows: rows.filter(({ name }) => wanted(name)),
    reference,
    credentials,
    effort: plan.effort,
    pairs: plan.pairs,
    otherPairs: plan.otherPairs,
    progress,
  })

  const { pairs, newTokens } = plan
  const findings = { counts, measurements, builds, firstRequests, asked, parts }
  const text = resultsText({ ...findings, machine: machine(), pairs, newTokens, quick: options.quick })
  console.log(text)
  if (only === undefined && !options.quick) writeFileSync(new URL('RESULTS.md', import.meta.url), `${text}\n`)
  if (jsonFile !== undefined) writeFileSync(jsonFile, `${JSON.stringify(measurements, null, 2)}\n`)
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
