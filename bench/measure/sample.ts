// One sample of one target: fresh processes, a check that they do what they should, a warm-up, then CPU time per request,
// requests per second at saturation and the median latency at a fixed rate.
import type { Credentials } from '../tenant/credentials.ts'
import { PATH } from '../answer.ts'
import { EDGE_HEADERS } from './edge-headers.ts'
import { generate } from './generate.ts'
import { saturate } from './saturate.ts'
import type { Server } from '../../tools/workerd/server.ts'
import type { Launch } from '../../tools/workerd/workerd.ts'
import type { Traffic } from './traffic.ts'

const FIXED_RATE = 1_000

/** Whatever can be measured. */
export interface Target {
  readonly name: string
  readonly title: string
  /** Whether it checks tokens at all. */
  readonly guarded: boolean
  /** Fresh processes; the first of them is where requests go. */
  start(launch?: Launch): Promise<readonly [Server, ...Server[]]>
}

/** How long a sample takes. */
export interface Effort {
  readonly saturationSeconds: number
  readonly fixedRateSeconds: number
}

/** What one sample says. */
export interface Sample {
  readonly cpuMicros: number
  readonly rps: number
  readonly p50Millis: number
}

/** Takes a sample. @throws Error when the target lets in whom it should not, or not whom it should */
export async function takeSample(
  target: Target,
  traffic: Traffic,
  credentials: Credentials,
  effort: Effort,
): Promise<Sample> {
  const servers = await target.start()
  const { port } = servers[0]
  const cpuSeconds = (): number => servers.reduce((sum, server) => sum + server.cpuSeconds(), 0)
  try {
    await check(target, port, credentials)
    const status = target.guarded ? traffic.status : 200
    const { warmUpRequests } = traffic
    await generate({ port, traffic, first: 0, count: warmUpRequests, rate: 0, status })
    const before = cpuSeconds()
    const { requests, requestsPerSecond } = saturate(port, traffic, warmUpRequests, effort.saturationSeconds, status)
    const cpuMicros = ((cpuSeconds() - before) / requests) * 1_000_000
    const first = warmUpRequests + requests
    const count = FIXED_RATE * effort.fixedRateSeconds
    const p50Millis = await generate({ port, traffic, first, count, rate: FIXED_RATE, status })
    return { cpuMicros, rps: requestsPerSecond, p50Millis }
  } catch (cause) {
    throw new Error(`${target.name} (${traffic.name})`, { cause })
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}

async function check({ guarded }: Target, port: number, { good, forged }: Credentials): Promise<void> {
  const cases = [
    { what: 'a good token', token: good, status: 200 },
    { what: 'a bad signature', token: forged, status: guarded ? 401 : 200 },
    { what: 'no token', token: null, status: guarded ? 401 : 200 },
  ]
  for (const { what, token, status } of cases) {
    const headers = { ...EDGE_HEADERS, ...(token !== null && { authorization: `Bearer ${token}` }) }
    const answer = await fetch(`http://127.0.0.1:${port}${PATH}`, { headers })
    const text = await answer.text()
    if (answer.status !== status) {
      throw new Error(`${what} is answered with ${answer.status} instead of ${status}: ${text}`)
    }
  }
}
