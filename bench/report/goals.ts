// Compares what was counted with what it must reach.
import type { Counts } from '../instructions/count-all.ts'
import type { Part } from '../instructions/parts.ts'
import type { FirstRequest } from '../instructions/first-request.ts'

/** Everything that goals are about; what was left out is missing. */
export interface Findings {
  readonly counts: Counts | null
  readonly firstRequests: readonly FirstRequest[]
  readonly parts: readonly Part[]
}

/** One aim and what became of it. */
export interface Goal {
  readonly aim: string
  readonly limit: string
  readonly value: string
  readonly reached: boolean
}

const GATEWAY_MAX_KIBIBYTES = 30
const DOMAIN_MAX_KIBIBYTES = 60
/** Half, and two fifths, of what they were when domains were bundled with the generator of documents. */
const GATEWAY_FIRST_REQUEST_MAX = { millions: 52, millis: 13 }
const DOMAIN_FIRST_REQUEST_MAX = { millions: 90, millis: 28 }
const MCP_FIRST_REQUEST_MAX_MILLIS = 2
const SPREAD_MAX = 0.01
/** Two Workers verify a new token; a tenth more than that by itself is what the rest may cost. */
const VERIFICATIONS = 2
const NEW_TOKEN_MARGIN = 1.1

/** Judges whatever was measured. */
export function judge(findings: Findings): Goal[] {
  return [...judgeCounts(findings), ...judgeFirstRequests(findings.firstRequests)]
}

function judgeCounts({ counts, parts }: Findings): Goal[] {
  if (counts === null) return []
  const of = (name: string): number | undefined => counts.rows.find((row) => row.name === name)?.figure
  const ratio = (name: string, base: string): number | undefined => {
    const [own, other] = [of(name), of(base)]
    return own === undefined || other === undefined ? undefined : own / other
  }
  const [fresh, reference] = [of('new-tokens'), of('reference')]
  const verification = parts.find(({ name }) => name === 'verify')?.instructions
  const added = fresh === undefined || reference === undefined ? undefined : fresh - reference
  return [
    goal('Instructions, a remembered token, against every check taken out', ratio('gatehouse', 'reference'), 1.03),
    ...(verification === undefined
      ? []
      : goal(
          'Instructions, every token new: added to the same',
          added && added / 1000,
          (VERIFICATIONS * NEW_TOKEN_MARGIN * verification) / 1000,
          'thousand',
        )),
    goal('Instructions, everything on, against the bare pair', ratio('whole', 'open'), 1.2),
    goal('Instructions, everything on, against usual plumbing that checks nothing', ratio('whole', 'naive'), 0.95),
    goal('Spread of the counts of one row', counts.spread * 100, SPREAD_MAX * 100, '%'),
  ].flat()
}

function judgeFirstRequests(all: readonly FirstRequest[]): Goal[] {
  const [gateway, domain, token, tools] = ['gateway', 'domain', 'token', 'mcp'].map((name) =>
    all.find((one) => one.name === name),
  )
  const toolsMillis = tools?.millis && token?.millis && tools.millis.median - token.millis.median
  return [
    goal(
      'First request of the gateway, instructions',
      millions(gateway),
      GATEWAY_FIRST_REQUEST_MAX.millions,
      'million',
    ),
    goal('First request of the gateway, CPU time', gateway?.millis?.median, GATEWAY_FIRST_REQUEST_MAX.millis, 'ms'),
    goal('First request of a domain, instructions', millions(domain), DOMAIN_FIRST_REQUEST_MAX.millions, 'million'),
    goal('First request of a domain, CPU time', domain?.millis?.median, DOMAIN_FIRST_REQUEST_MAX.millis, 'ms'),
    goal(
      'First message of an MCP client, above another first request with a token, CPU time',
      toolsMillis,
      MCP_FIRST_REQUEST_MAX_MILLIS,
      'ms',
    ),
    goal('Gateway bundle, gzipped', kibibytes(gateway), GATEWAY_MAX_KIBIBYTES, 'KiB'),
    goal('Domain bundle, gzipped', kibibytes(domain), DOMAIN_MAX_KIBIBYTES, 'KiB'),
  ].flat()
}

function millions(one: FirstRequest | undefined): number | undefined {
  const instructions = one?.instructions ?? null
  return instructions === null ? undefined : instructions / 1e6
}

function kibibytes(one: FirstRequest | undefined): number | undefined {
  return one && one.gzippedBytes / 1024
}

function goal(aim: string, value: number | null | undefined, limit: number, unit = '×'): Goal[] {
  if (value === null || value === undefined) return []
  const digits = unit === '×' || unit === '%' ? 2 : unit === 'thousand' ? 0 : 1
  const show = (figure: number): string => `${figure.toFixed(digits)}${unit === '×' ? '' : ' '}${unit}`
  return [{ aim, limit: `≤ ${show(limit)}`, value: show(value), reached: value <= limit }]
}
