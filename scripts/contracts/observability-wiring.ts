// Whether the platform logs on our behalf only what we would log ourselves. Its invocation logs and spans hold whole addresses and
// request headers, Sec-WebSocket-Protocol with a token among them.
import type { Table } from '../deploy/environment-tables.ts'
import type { ConfigFile } from './environment-wiring.ts'

/** What is wrong with what every Worker lets the platform log, each a sentence that says what to do. */
export function checkObservability(files: readonly ConfigFile[]): string[] {
  return files.flatMap(({ path, config }) => {
    const environments = Object.entries(tableOf(config, 'env')).map(
      ([name, table]) => [`[env.${name}]`, table] as const,
    )
    return [
      ...checkTable(`${path}:`, tableOf(config, 'observability')),
      // An environment inherits the table, unless it has one of its own.
      ...environments
        .filter(([, table]) => isTable(table) && 'observability' in table)
        .flatMap(([name, table]) => checkTable(`${path}: ${name}`, tableOf(table, 'observability'))),
    ]
  })
}

function checkTable(where: string, observability: Table): string[] {
  const { logs, traces } = { logs: tableOf(observability, 'logs'), traces: tableOf(observability, 'traces') }
  const needs: readonly [boolean, string][] = [
    [observability['enabled'] === true, '[observability] enabled = true; a trace ends where a Worker tells nothing'],
    [
      observability['redact_query_string'] === true,
      '[observability] redact_query_string = true; an address may hold what nobody must read',
    ],
    [
      logs['invocation_logs'] === false,
      '[observability.logs] invocation_logs = false; they hold headers, and a WebSocket sends its token in one',
    ],
    [isRate(logs['head_sampling_rate']), '[observability.logs] head_sampling_rate, from 0 to 1: 1 keeps every line'],
    [
      isRate(traces['head_sampling_rate']),
      '[observability.traces] head_sampling_rate, from 0 to 1: 0.1 keeps one in ten',
    ],
  ]
  return needs.filter(([isMet]) => !isMet).map(([, what]) => `${where} set ${what}`)
}

function isRate(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1
}

function tableOf(parent: unknown, key: string): Table {
  const value = isTable(parent) ? parent[key] : undefined
  return isTable(value) ? value : {}
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
