// Measures what a process holds in memory (VmRSS): the bare pair, ours with one token, and ours with as many tokens as it remembers.
import { generate } from '../measure/generate.ts'
import type { Target } from '../measure/sample.ts'
import type { Traffic } from '../measure/traffic.ts'
import type { Tenant } from '../tenant/tenant.ts'

/** As many tokens as an isolate remembers at most. */
const TOKENS = 10_000
/** Both Workers of the pair remember each. */
const MEMORIES = 2

/** Bytes in memory. */
export interface Memory {
  /** Of a process with the bare pair. */
  readonly bare: number
  /** Of ours above that, after as many requests with one token. */
  readonly ours: number
  /** Of one token in one Worker. */
  readonly token: number
}

/** Measures all three. */
export async function measureMemory(bare: Target, ours: Target, { traffics }: Tenant): Promise<Memory> {
  const [alone, withOne, withMany] = [
    await residentBytes(bare, traffics.oneToken),
    await residentBytes(ours, traffics.oneToken),
    await residentBytes(ours, traffics.newTokens),
  ]
  return { bare: alone, ours: withOne - alone, token: (withMany - withOne) / TOKENS / MEMORIES }
}

async function residentBytes(target: Target, traffic: Traffic): Promise<number> {
  const servers = await target.start()
  try {
    const { port } = servers[0]
    await generate({ port, traffic, first: 0, count: TOKENS, rate: 0, status: 200 })
    return servers.reduce((sum, server) => sum + server.residentBytes(), 0)
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}
