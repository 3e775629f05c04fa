// `npm run bench:package`: compares the gateway made from the published package with the same gateway made from the sources of this
// repository: the size of its bundle, and the first request of a fresh process. Both are measured in one run, one after the other.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { argv } from 'node:process'
import { gzipSync } from 'node:zlib'
import { bundle } from '../workerd/bundle.ts'
import { gatewayWorker } from '../workerd/gateway.ts'
import { startWorkerd } from '../workerd/workerd.ts'
import { packedProject } from './packed-project.ts'

const PAIRS = Number(argv[2] ?? 30)
const KINDS = ['sources', 'package'] as const
const FILES = ['src/index.ts', 'src/profile.ts', 'src/generated/table.ts']
const VARIABLES = { AUTH0_DOMAIN: 'tenant.example', AUTH0_AUDIENCE: 'https://api.example.com' }

interface Sample {
  /** From the start of the process to the response. */
  readonly millis: number
  /** Of the processors, user and system together. */
  readonly cpuMillis: number
}

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-first-'))
const project = await packedProject(Object.fromEntries(FILES.map((path) => [path, readFileSync(path, 'utf8')])))
try {
  const bundleOf = (kind: string): string => join(folder, `${kind}.js`)
  await bundle(resolve('src/index.ts'), bundleOf('sources'))
  await bundle(join(project.folder, 'src/index.ts'), bundleOf('package'))
  await bundle(resolve('bench/bundled/ours/kv.ts'), bundleOf('kv'))
  for (const kind of KINDS) {
    const bytes = readFileSync(bundleOf(kind))
    console.log(`${kind}: ${statSync(bundleOf(kind)).size} bytes, ${gzipSync(bytes).length} gzipped`)
  }
  const samples: Record<(typeof KINDS)[number], Sample[]> = { sources: [], package: [] }
  for (let pair = 0; pair < PAIRS; pair += 1) {
    // Which of them comes first alternates, so that neither has the warmer machine.
    for (const kind of pair % 2 === 0 ? KINDS : KINDS.toReversed()) samples[kind].push(await firstRequest(kind))
  }
  for (const unit of ['millis', 'cpuMillis'] as const) {
    for (const kind of KINDS) console.log(`${unit} ${kind}: ${summaryOf(samples[kind].map((sample) => sample[unit]))}`)
    const ratios = samples.package.map((sample, pair) => sample[unit] / (samples.sources[pair]?.[unit] ?? Number.NaN))
    console.log(`${unit} package ÷ sources: ${summaryOf(ratios)}`)
  }
} finally {
  project.remove()
  rmSync(folder, { recursive: true })
}

async function firstRequest(kind: string): Promise<Sample> {
  const started = performance.now()
  const worker = gatewayWorker({ name: kind, bundle: join(folder, `${kind}.js`), variables: VARIABLES })
  const server = await startWorkerd(folder, [worker, { name: 'kv', bundle: join(folder, 'kv.js') }])
  try {
    // No route of anybody: everything is loaded and set up, and no service is asked.
    const { status } = await fetch(`http://127.0.0.1:${server.port}/nowhere`)
    if (status !== 404) throw new Error(`the gateway answered ${status}`)
    return { millis: performance.now() - started, cpuMillis: server.cpuSeconds() * 1000 }
  } finally {
    await server.stop()
  }
}

/** The median, the quartiles and the extremes. */
function summaryOf(values: readonly number[]): string {
  const sorted = values.toSorted((left, right) => left - right)
  const at = (part: number): string => (sorted[Math.round(part * (sorted.length - 1))] ?? Number.NaN).toFixed(3)
  return `median ${at(0.5)}, half of them ${at(0.25)} to ${at(0.75)}, all ${at(0)} to ${at(1)}`
}
