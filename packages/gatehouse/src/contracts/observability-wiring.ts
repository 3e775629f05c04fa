// Checks that the platform logs only what we would log ourselves. Its invocation logs and spans contain whole URLs and request headers,
// and Sec-WebSocket-Protocol may contain a token.
import type { Table } from '../project/table.ts'

/**
 * Checks the observability of a Worker. Returns a sentence for each defect, with its remedy. @param where the file, and the table in it
 */
export function checkObservability(where: string, config: Table): string[] {
  return checkTable(where, tableOf(config, 'observability'))
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
