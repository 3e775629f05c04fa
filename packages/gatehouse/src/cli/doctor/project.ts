// Checks the project itself: the installed tools, the bindings in wrangler.toml, and the wiring.
import { readFileSync } from 'node:fs'
import { RATE_CLASSES, rateBindingOf } from '../../gateway/edge/rate-limits.ts'
import type { Contract } from '../../contracts/contract.ts'
import { loadContracts } from '../../contracts/load.ts'
import { checkOriginBindings, checkProject } from '../../contracts/wiring.ts'
import { bad, type Finding, good } from './finding.ts'

/** The oldest Node that wrangler runs on. */
const NODE_MIN = [22, 12] as const

/** The parts of a gateway's configuration that are checked. */
export interface BoundConfig {
  readonly kv_namespaces?: readonly { readonly binding: string }[]
  readonly durable_objects?: { readonly bindings: readonly { readonly name: string }[] }
  readonly ratelimits?: readonly { readonly name: string }[]
  readonly assets?: { readonly binding?: string } | undefined
  readonly triggers?: { readonly crons?: readonly string[] | undefined }
}

/** Looks at the versions of Node and wrangler. */
export function checkVersions(node: string, wrangler: string | null, wanted: string): Finding[] {
  const [major = 0, minor = 0] = node.split('.').map(Number)
  const [minMajor, minMinor] = NODE_MIN
  const isNew = major > minMajor || (major === minMajor && minor >= minMinor)
  return [
    isNew
      ? good('node', node)
      : bad('node', `${node} is too old`, 'start it with `npm run doctor`: `npm ci` puts the right Node on its PATH'),
    wrangler === wanted
      ? good('wrangler', wrangler)
      : bad('wrangler', `${wrangler ?? 'none'} is installed, not ${wanted} as package.json has`, 'run `npm ci`'),
  ]
}

/** The versions as they are installed. */
export function readVersions(): { readonly wrangler: string | null; readonly wanted: string } {
  const { devDependencies } = readJson('package.json') as { devDependencies: Record<string, string> }
  const wanted = devDependencies['wrangler'] ?? ''
  try {
    return { wrangler: (readJson('node_modules/wrangler/package.json') as { version: string }).version, wanted }
  } catch {
    return { wrangler: null, wanted }
  }
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** Looks at what the gateway is bound to. @param where the file and the table in it that the configuration comes from */
export function checkBindings(config: BoundConfig, where: string): Finding[] {
  const { kv_namespaces = [], durable_objects, ratelimits = [], assets, triggers } = config
  const needs: readonly [boolean, string, string][] = [
    [
      kv_namespaces.some(({ binding }) => binding === 'KEYS'),
      'the KV namespace KEYS',
      '[[kv_namespaces]] binding = "KEYS"',
    ],
    [assets?.binding === 'ASSETS', 'the assets ASSETS', '[assets] binding = "ASSETS"'],
    [
      durable_objects?.bindings.some(({ name }) => name === 'PROOFS') === true,
      'the Durable Object PROOFS',
      '[[durable_objects.bindings]] name = "PROOFS", class_name = "ProofMemory"',
    ],
    [
      durable_objects?.bindings.some(({ name }) => name === 'EXCHANGE') === true,
      'the Durable Object EXCHANGE',
      '[[durable_objects.bindings]] name = "EXCHANGE", class_name = "Exchange"',
    ],
    ...RATE_CLASSES.map(rateBindingOf).map((binding): [boolean, string, string] => [
      ratelimits.some(({ name }) => name === binding),
      `the rate limit ${binding}`,
      `[[ratelimits]] name = "${binding}"`,
    ]),
    [(triggers?.crons?.length ?? 0) > 0, 'the cron that refreshes the keys', '[triggers] crons = ["*/5 * * * *"]'],
  ]
  const missing = needs.filter(([isThere]) => !isThere)
  if (missing.length === 0)
    return [good('bindings', `${where} has KEYS, ASSETS, PROOFS, EXCHANGE, the rate limits and the cron`)]
  return missing.map(([, what, table]) => bad('bindings', `${where} lacks ${what}`, `add ${table} to wrangler.toml`))
}

/** Looks at how folders, rows, bindings and contracts fit together; a contract that can't be read is a finding too. */
export async function checkWiring(read: typeof loadContracts = loadContracts): Promise<Finding[]> {
  let contracts: readonly Contract[]
  try {
    contracts = await read()
  } catch (error) {
    return [bad('wiring', error instanceof Error ? error.message : String(error), 'put it right, then run it again')]
  }
  const faults = checkProject(contracts)
  const problems = faults.length > 0 ? faults : checkOriginBindings(contracts)
  if (problems.length === 0)
    return [
      good('wiring', `${contracts.flatMap(({ name }) => name ?? []).join(', ')} fit the gateway in every environment`),
    ]
  return problems.map((problem) => {
    const [what = problem, ...remedy] = problem.split(': ')
    return bad('wiring', what, remedy.join(': ') || 'put it right as it says')
  })
}
