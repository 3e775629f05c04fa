// Compares the first requests of fresh processes: one process of each kind in turn, so that all have the same machine.
import { join, resolve } from 'node:path'
import { bundle } from './bundle.ts'
import { gatewayWorker } from './gateway.ts'
import { startWorkerd } from './workerd.ts'

const VARIABLES = { AUTH0_DOMAIN: 'tenant.example', AUTH0_AUDIENCE: 'https://api.example.com' }

interface Sample {
  /** From the start of the process to the response. */
  readonly millis: number
  /** Of the processors, user and system together. */
  readonly cpuMillis: number
}

/**
 * Prints the first requests of two bundles of a gateway, and how they differ. Their files are `<kind>.js` in a folder.
 *
 * @param pairs so many processes of each
 */
export async function compareFirstRequests(
  folder: string,
  kinds: readonly [string, string],
  pairs: number,
): Promise<void> {
  await bundle(resolve('bench/bundled/ours/kv.ts'), join(folder, 'kv.js'))
  const samples = new Map<string, Sample[]>(kinds.map((kind) => [kind, []]))
  for (let pair = 0; pair < pairs; pair += 1) {
    // Which of them comes first alternates, so that neither has the warmer machine.
    for (const kind of pair % 2 === 0 ? kinds : kinds.toReversed())
      samples.get(kind)?.push(await firstRequest(folder, kind))
  }
  const [first = [], second = []] = kinds.map((kind) => samples.get(kind))
  for (const unit of ['millis', 'cpuMillis'] as const) {
    for (const [kind, list] of samples) console.log(`${unit} ${kind}: ${summaryOf(list.map((sample) => sample[unit]))}`)
    const pairsOf = <Value>(compare: (one: number, other: number) => Value): Value[] =>
      second.map((sample, pair) => compare(sample[unit], first[pair]?.[unit] ?? Number.NaN))
    console.log(`${unit} ${kinds[1]} − ${kinds[0]}: ${summaryOf(pairsOf((one, other) => one - other))}`)
    console.log(`${unit} ${kinds[1]} ÷ ${kinds[0]}: ${summaryOf(pairsOf((one, other) => one / other))}`)
  }
}

async function firstRequest(folder: string, kind: string): Promise<Sample> {
  const started = performance.now()
  const worker = gatewayWorker({ name: kind, bundle: join(folder, `${kind}.js`), variables: VARIABLES })
  const server = await startWorkerd(folder, [worker, { name: 'kv', bundle: join(folder, 'kv.js') }])
  try {
    // No route of anybody: everything is loaded and set up, and no service is asked.
    const { status } = await fetch(`http://127.0.0.1:${server.port}/nowhere`)
    if (status !== 404) throw new Error(`the gateway answered ${status}`)
    return { millis: performance.now() - started, cpuMillis: server.threadMillis() }
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
