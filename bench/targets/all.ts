// Every row of the benchmark: what is measured, and under which traffic.
import type { Target } from '../measure/sample.ts'
import type { Traffic } from '../measure/traffic.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { haproxy, nodePair } from './native.ts'
import { buildWorkersTargets } from './workers.ts'

/** A target under a traffic. */
export interface Row {
  readonly name: string
  readonly title: string
  readonly target: Target
  readonly traffic: Traffic
}

/** A row that is timed. What it is compared with is measured under the same traffic. */
export interface TimedRow extends Row {
  /** What it is compared with, when that is not the reference of all. */
  readonly against?: Target
}

/** All rows: those whose instructions are counted, and those that are timed. */
export interface Rows {
  readonly counted: readonly Row[]
  readonly timed: readonly TimedRow[]
  /** What the timed rows are compared with. */
  readonly reference: Target
}

/** On the same runtime as ours, so that instructions tell how they differ. */
const COUNTED_ONLY: ReadonlySet<string> = new Set(['jose-remote', 'jose-kv'])

/** Builds all targets. @param folder where everything that is built goes */
export async function allRows(folder: string, tenant: Tenant): Promise<Rows> {
  const { reference, open, calls, naive, ours, whole, halves, peers } = await buildWorkersTargets(folder, tenant)
  const { oneToken, newTokens, badSignatures } = tenant.traffics
  const others = [
    ...peers,
    nodePair('express', 'Express, express-oauth2-jwt-bearer, http-proxy-middleware', tenant),
    nodePair('fastify', 'Fastify, @fastify/jwt, get-jwks, @fastify/http-proxy', tenant),
    haproxy(folder, tenant) ?? [],
  ].flat()
  const own = (name: string, title: string, traffic: Traffic): Row => ({ name, title, target: ours, traffic })
  const ofTarget = (target: Target): Row => ({ name: target.name, title: target.title, target, traffic: oneToken })
  const ourRows = [
    own('gatehouse', 'Gatehouse, one token', oneToken),
    own('new-tokens', 'Gatehouse, every token new', newTokens),
    own('bad-signatures', 'Gatehouse, a flood of bad signatures', badSignatures),
  ]
  const everythingOn = { ...ofTarget(whole), title: `${whole.title}, against the bare pair`, against: open }
  return {
    reference,
    counted: [
      ...[open, reference].map(ofTarget),
      ...ourRows,
      ...[whole, ...halves, calls, naive, ...others].map(ofTarget),
    ],
    timed: [
      { ...ofTarget(reference), title: `${reference.title}, against itself` },
      ...ourRows.filter(({ name }) => name !== 'bad-signatures'),
      everythingOn,
      ...others.filter(({ name }) => !COUNTED_ONLY.has(name)).map(ofTarget),
    ],
  }
}
