// `npm run bench:budget [-- --write]`: holds what a request and a first request cost, in instructions, bytes and modules, to budget.json. More than
// two hundredths above it fail. With --write, what is measured becomes the budget, for a commit that says why.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, env } from 'node:process'
import { fileURLToPath } from 'node:url'
import { FirstRequests } from './instructions/first-request.ts'
import { type Counter, counting, missingTools } from './instructions/counter.ts'
import { countRequest } from './instructions/steady-state.ts'
import { buildWorkersTargets } from './targets/workers.ts'
import { createTokens } from './tenant/credentials.ts'
import { startKeyServer } from './tenant/tenant.ts'

const FILE = fileURLToPath(new URL('budget.json', import.meta.url))
const TOLERANCE = 0.02
/** After so many, V8's compiler has done most of its work; the rest comes at the same requests each time. */
const REQUESTS = { warmUpRequests: 300, requests: 100, status: 200 }
/** What disturbs a count adds to it, so the least of several is the best. */
const ATTEMPTS = 3

type Figures = Readonly<Record<string, number>>

const missing = missingTools()
if (missing.length > 0) {
  if (env['CI'] !== undefined) throw new Error(`not installed: ${missing.join(', ')}`)
  console.log(`Instructions are not counted: install ${missing.join(', ')}.`)
}
const isWritten = argv.includes('--write')
const budget = JSON.parse(readFileSync(FILE, 'utf8')) as Figures
let measured = await measure()
for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
  if (!isWritten && overBudget(measured).length === 0) break
  const again = await measure()
  measured = Object.fromEntries(
    Object.entries(again).map(([name, value]) => [name, Math.min(value, measured[name] ?? value)]),
  )
}
for (const [name, value] of Object.entries(measured)) console.log(lineOf(name, value))
if (isWritten) {
  writeFileSync(FILE, `${JSON.stringify({ ...budget, ...measured }, null, 2)}\n`)
} else if (overBudget(measured).length > 0) {
  console.log(
    'Over budget: find what costs more. If it is worth it: npm run bench:budget -- --write, and say why in the commit.',
  )
  process.exitCode = 1
}

/** How far a figure is from its budget, as a share of it. */
function excessOf(name: string, value: number): number {
  return value / (budget[name] ?? 0) - 1
}

function overBudget(figures: Figures): string[] {
  return Object.entries(figures).flatMap(([name, value]) => (excessOf(name, value) > TOLERANCE ? [name] : []))
}

function lineOf(name: string, value: number): string {
  const excess = excessOf(name, value)
  const change = `${excess < 0 ? '' : '+'}${(excess * 100).toFixed(2)} %`
  const note = excess > TOLERANCE ? '  OVER BUDGET' : excess < -TOLERANCE ? '  the budget can be lower' : ''
  return `${name.padEnd(48)} ${value.toLocaleString('en').padStart(14)}  ${change}${note}`
}

async function measure(): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-budget-'))
  try {
    const counter = missing.length > 0 ? null : counting(folder)
    const first = await (await FirstRequests.prepare(folder)).count(counter, 1)
    const figures = first.flatMap(({ name, bytes, modules, instructions }) => [
      [`${name}: bytes of the bundle`, bytes],
      [`${name}: modules in the bundle`, modules],
      ...(instructions === null ? [] : [[`${name}: instructions of the first request`, instructions]]),
    ])
    const steady =
      counter === null ? [] : [['request with everything on: instructions', await costOfRequest(folder, counter())]]
    return Object.fromEntries([...steady, ...figures])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function costOfRequest(folder: string, counter: Counter): Promise<number> {
  const tenant = await startKeyServer(folder)
  try {
    const { whole } = await buildWorkersTargets(folder, tenant)
    const tokens = await createTokens(tenant.key, tenant.issuer, 1)
    // The request in the middle: at how many of them the collector is at work differs by chance from one change to the next.
    return Math.round((await countRequest(counter, { target: whole, tokens, ...REQUESTS })).median)
  } finally {
    await tenant.server.stop()
  }
}
