import openGateway from '../bundled/peers/open-gateway.ts'
import openService from '../bundled/peers/open-service.ts'
import domain from '../bundled/ours/domain.ts'
import { Gate } from '../../src/access/index.ts'
import { createGateway } from '../../src/gateway/gateway.ts'
import { Recorder } from '../../src/gateway/recorder.ts'
import { SubjectHash } from '../../src/gateway/subject-hash.ts'
import { systemClock } from '../../src/http/clock.ts'
import { parseConfiguration } from '../../src/tenant/configuration.ts'
import { withTimeLimit } from '../../src/access/index.ts'
import { forward } from '../../src/gateway/forward.ts'
let gate: any, gw: any, gw2: any, gw3: any
const answer = () => new Response('{"ok":true}', { headers: { 'content-type': 'application/json' } })
const stub = { fetch: async () => answer() }
function make(env: any) {
  const trust = async () => JSON.parse(env.TRUST)
  gate = new Gate({
    source: { trust, refresh: trust },
    clock: systemClock,
    observer: { adopted() {}, failed() {} },
    binding: { mode: 'allowed', replay: null },
  } as any)
  const mk = (rec: any) =>
    createGateway({
      configured: {
        configuration: parseConfiguration({ AUTH0_DOMAIN: 'https://x.example.com', AUTH0_AUDIENCE: 'https://a' }),
        gate,
        inspect: () => ({}) as any,
      },
      recorder: rec,
      assets: stub as any,
      service: () => stub as any,
      origin: () => undefined,
      rateLimiter: () => env.RATE_LIMIT,
    })
  gw = mk(new Recorder(new SubjectHash('s'), undefined))
  gw2 = gw
  gw3 = mk({ record() {}, inspect() {} })
}
export default {
  async fetch(request: Request, env: any, ctx: any) {
    const { searchParams } = new URL(request.url)
    const count = Number(searchParams.get('count'))
    if (!gw) make(env)
    const r = new Request('http://api.example/bench/items', { headers: request.headers, cf: { colo: 'FRA' } } as any)
    const AUTH = { trust: async () => JSON.parse(env.TRUST), refresh: async () => JSON.parse(env.TRUST) }
    const parts: any = {
      nothing: () => answer(),
      baregw: () => (openGateway as any).fetch(r, { SERVICE: stub }, ctx),
      ourgw: () => gw.fetch(r, env, ctx),
      time: async () => {
        await withTimeLimit(Promise.resolve(), 30_000, systemClock, () => new Error('x'))
        return answer()
      },
      fwd: () =>
        forward({ request: r, exceeded: null }, stub as any, {
          now: () => 0,
          sleep: () => new Promise(() => undefined),
        }),
      notime: () => gw2.fetch(r, env, ctx),
      notimenolog: () => gw3.fetch(r, env, ctx),
      baredom: () => (openService as any).fetch(r, {}, ctx),
      ourdom: () => (domain as any).fetch(r, { AUTH }, ctx),
    }
    for (let i = 0; i < count; i++) {
      const x = await parts[searchParams.get('part')!]()
      if (i === 0 && x.status !== 200) return new Response(await x.text(), { status: 500 })
    }
    return new Response()
  },
}
