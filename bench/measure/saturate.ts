// Load as much as the server takes, by wrk: it costs so little itself that the server is what limits.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { PATH } from '../answer.ts'
import { EDGE_HEADERS } from './edge-headers.ts'
import type { Traffic } from './traffic.ts'

const SCRIPT = fileURLToPath(new URL('saturate.lua', import.meta.url))
const CONNECTIONS = 32

/** How it went. */
export interface Saturation {
  readonly requests: number
  readonly requestsPerSecond: number
}

/** What wrk's script prints. */
interface Report {
  readonly requests: number
  readonly micros: number
  readonly refused: number
  readonly broken: number
}

/**
 * Sends requests for so many seconds.
 *
 * @param first index of the first token
 * @param status what every answer must be
 * @throws Error when one answer is another
 */
export function saturate(port: number, traffic: Traffic, first: number, seconds: number, status: number): Saturation {
  const { stdout, stderr, error } = spawnSync('wrk', wrkArguments(port, traffic, first, seconds), { encoding: 'utf8' })
  if (error !== undefined) throw new Error('wrk is not installed: apt-get install wrk haproxy', { cause: error })
  const line = stdout.split('\n').find((candidate) => candidate.startsWith('{'))
  if (line === undefined) throw new Error(`wrk failed: ${stdout}${stderr}`)
  const { requests, micros, refused, broken } = JSON.parse(line) as Report
  if (broken > 0 || refused !== (status === 200 ? 0 : requests)) {
    throw new Error(`of ${requests} answers ${refused} were refusals and ${broken} were broken; expected all ${status}`)
  }
  return { requests, requestsPerSecond: (requests / micros) * 1_000_000 }
}

function wrkArguments(port: number, { tokensFile }: Traffic, first: number, seconds: number): string[] {
  const url = `http://127.0.0.1:${port}${PATH}`
  const load = ['-t', '1', '-c', String(CONNECTIONS), '-d', `${seconds}s`, '-s', SCRIPT, url]
  return [...load, '--', tokensFile, String(first), ...Object.entries(EDGE_HEADERS).flat()]
}
