// Checks that the gateway reads every variable that a developer has set for it: a variable with a misspelt name is not read at all.
import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { originVariableOf, readOrigins } from '../gateway/upstream/origin-address.ts'
import type { Service } from '../gateway/handler.ts'
import { formerNameOf, isText, ORIGIN_PREFIX, readVariables, VARIABLES } from '../tenant/variables.ts'
import type { Table } from '../project/table.ts'
import { environmentsOf } from '../project/worker-config.ts'
import { suggestionFor } from './places.ts'

const DEVELOPMENT_FILE = '.dev.vars'
/** The prefixes of our names, and of former names of origins. */
const BEGINNINGS = ['GATEHOUSE_', 'AUTH0_', formerNameOf(ORIGIN_PREFIX)]
/** `AUTH_` alone is common in other programs. With one of these words after it, it was meant to be ours. */
const AUTH0_ENDS = [
  'DOMAIN',
  'AUDIENCE',
  'CLIENT_ID',
  'CLIENT_SECRET',
  'PAGES_CLIENT_ID',
  'CALLBACK_URL',
  'CLAIM_NAMESPACE',
]

/** Returns a sentence for each defect of the variables in the gateway's wrangler.toml. @param config the file, parsed */
export function checkVariables(config: Table, services: readonly Service[]): string[] {
  const tables = [
    ['[vars]', config['vars']],
    ...environmentsOf(config).map((environment) => {
      const table = (config['env'] as Readonly<Record<string, Table | undefined>> | undefined)?.[environment]
      return [`[env.${environment}.vars]`, table?.['vars']] as const
    }),
  ] as const
  return tables.flatMap(([where, variables]) => problemsIn(`wrangler.toml: ${where}`, Object(variables), services))
}

/** Returns the same for .dev.vars of one developer: nothing if there is no such file. */
export function checkDevelopmentVariables(services: readonly Service[]): string[] {
  if (!existsSync(DEVELOPMENT_FILE)) return []
  return problemsIn(`${DEVELOPMENT_FILE}:`, parseEnv(readFileSync(DEVELOPMENT_FILE, 'utf8')), services)
}

/** Returns a sentence for each wrong name of a variable, and for each wrong origin. @param where the file */
export function problemsIn(where: string, variables: object, services: readonly Service[]): string[] {
  const rows = services.flatMap((service) => ('origin' in service ? [originVariableOf(service.name)] : []))
  const former = rows.map(formerNameOf)
  const texts = Object.entries(variables).filter(([, value]) => isText(value))
  // The origins of the rows are checked with the rows.
  const written = readOrigins(services, variables).problems.filter(({ variable }) => variable in variables)
  const misspelt = texts
    .filter(([name]) => !former.includes(name) && isMisspelt(name))
    .map(
      ([name]) =>
        `${where} ${name} is not read: names of the gateway's variables begin with AUTH0_ or GATEHOUSE_, and the address of a service is ` +
        `${ORIGIN_PREFIX}<NAME>${rows.length === 0 ? '' : ` (${rows.join(', ')})`}`,
    )
  return [
    ...[...readVariables(variables).unknown, ...written].map(
      ({ variable, problem, remedy }) =>
        `${where} ${variable} ${problem}${suggestionFor(variable, [...VARIABLES, ...rows])}: ${remedy}`,
    ),
    ...misspelt,
  ]
}

function isMisspelt(name: string): boolean {
  const beginning = /^[^_]+_/.exec(name)?.[0]
  if (beginning === undefined || beginning === 'AUTH0_' || beginning === 'GATEHOUSE_') return false
  if (beginning === 'AUTH_') return AUTH0_ENDS.includes(name.slice(beginning.length))
  return BEGINNINGS.some((right) => isNear(beginning, right))
}

// One letter too many, too few, a different one, or two that are swapped.
function isNear(text: string, right: string): boolean {
  if (text === right) return true
  const [short, long] = text.length < right.length ? [text, right] : [right, text]
  let start = 0
  while (start < short.length && short[start] === long[start]) start++
  const [restOfShort, restOfLong] = [short.slice(start), long.slice(start)]
  if (short.length + 1 === long.length) return restOfShort === restOfLong.slice(1)
  if (short.length !== long.length) return false
  const isSwapped = restOfShort[0] === restOfLong[1] && restOfShort[1] === restOfLong[0]
  return restOfShort.slice(1) === restOfLong.slice(1) || (isSwapped && restOfShort.slice(2) === restOfLong.slice(2))
}
