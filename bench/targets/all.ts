// Every row of the benchmark: what is measured, and under which traffic.
import type { Target } from '../measure/sample.ts'
import type { Traffic } from '../measure/traffic.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { haproxy, nodePair } from './native.ts'
import { buildWorkersTargets } from './workers.ts'

/** One row: a target under a traffic. The reference is measured under the same. */
export interface Row {
  readonly name: string
  readonly title: string
  readonly target: Target
  readonly traffic: Traffic
}

/** The reference and all rows. @param folder where everything that is built goes */
export async function allRows(
  folder: string,
  tenant: Tenant,
): Promise<{ readonly reference: Target; readonly rows: readonly Row[] }> {
  const { reference, open, ours, peers } = await buildWorkersTargets(folder, tenant)
  const { oneToken, fewTokens, manyTokens, newTokens, badSignatures } = tenant.traffics
  const others = [
    ...peers,
    nodePair('express', 'Express, express-oauth2-jwt-bearer', tenant),
    nodePair('fastify', 'Fastify, @fastify/jwt, get-jwks', tenant),
    haproxy(folder, tenant) ?? [],
  ].flat()
  return {
    reference,
    rows: [
      { name: 'reference', title: `${reference.title}, against itself`, target: reference, traffic: oneToken },
      { name: 'open', title: open.title, target: open, traffic: oneToken },
      { name: 'one-token', title: 'Gatehouse, one token', target: ours, traffic: oneToken },
      { name: '5000-tokens', title: 'Gatehouse, 5,000 tokens', target: ours, traffic: fewTokens },
      { name: 'new-tokens', title: 'Gatehouse, every token new', target: ours, traffic: newTokens },
      { name: '20000-tokens', title: 'Gatehouse, 20,000 tokens at random', target: ours, traffic: manyTokens },
      { name: 'bad-signatures', title: 'Gatehouse, a flood of bad signatures', target: ours, traffic: badSignatures },
      ...others.map((target) => ({ name: target.name, title: target.title, target, traffic: oneToken })),
    ],
  }
}
