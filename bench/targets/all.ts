// Every row of the benchmark: what is measured, and under which traffic.
import type { Target } from '../measure/sample.ts'
import type { Traffic } from '../measure/traffic.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { haproxy, nodePair } from './native.ts'
import { buildWorkersTargets } from './workers.ts'
import type { CountedRow } from '../instructions/count-all.ts'

/** One row: a target under a traffic. What it is compared with is measured under the same. */
export interface Row {
  /** What it is compared with, when that is not the reference of all. */
  readonly against?: Target
  readonly name: string
  readonly title: string
  readonly target: Target
  readonly traffic: Traffic
  /** Whether an aim near the reference hangs on it: such a row is worth more pairs in a quick run. */
  readonly isMain: boolean
}

const MAIN: ReadonlySet<string> = new Set(['one-token', '5000-tokens', 'new-tokens', 'everything-on'])

/** The reference, all rows, and those whose instructions are counted. @param folder where everything that is built goes */
export async function allRows(
  folder: string,
  tenant: Tenant,
): Promise<{ readonly reference: Target; readonly rows: readonly Row[]; readonly counted: readonly CountedRow[] }> {
  const { reference, open, calls, naive, ours, whole, peers } = await buildWorkersTargets(folder, tenant)
  const { oneToken, fewTokens, manyTokens, newTokens, badSignatures } = tenant.traffics
  const againstBare = (name: string, title: string, target: Target): Row => ({
    ...own(name, `${title}, against the bare pair`, target, oneToken),
    against: open,
  })
  const others = [
    ...peers,
    nodePair('express', 'Express, express-oauth2-jwt-bearer', tenant),
    nodePair('fastify', 'Fastify, @fastify/jwt, get-jwks', tenant),
    haproxy(folder, tenant) ?? [],
  ].flat()
  const counted = [open, reference, ours, whole, calls, naive, ...peers].map((target): CountedRow => {
    const { name, title } = target
    return { name, title, target, traffic: oneToken }
  })
  const newTokensRow = { name: 'new-tokens', title: 'Gatehouse, every token new', target: ours, traffic: newTokens }
  return {
    reference,
    counted: [...counted, newTokensRow],
    rows: [
      own('reference', `${reference.title}, against itself`, reference, oneToken),
      own('open', open.title, open, oneToken),
      own('one-token', 'Gatehouse, one token', ours, oneToken),
      own('5000-tokens', 'Gatehouse, 5,000 tokens', ours, fewTokens),
      own('new-tokens', 'Gatehouse, every token new', ours, newTokens),
      own('20000-tokens', 'Gatehouse, 20,000 tokens at random', ours, manyTokens),
      againstBare('everything-on', 'Gatehouse, everything on', whole),
      againstBare('calls', calls.title, calls),
      againstBare('naive', naive.title, naive),
      own('bad-signatures', 'Gatehouse, a flood of bad signatures', ours, badSignatures),
      ...others.map((target) => ({ name: target.name, title: target.title, target, traffic: oneToken, isMain: false })),
    ],
  }
}

function own(name: string, title: string, target: Target, traffic: Traffic): Row {
  return { name, title, target, traffic, isMain: MAIN.has(name) }
}
