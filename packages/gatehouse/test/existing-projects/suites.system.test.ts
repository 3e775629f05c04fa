// Each suite of `describeProject` is red over a project that is broken where the suite looks. They are green over a new project: its own tests
// run in create.system.test.ts.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CreatedProject, createdProject } from './created-project.ts'

const LONG_MILLIS = 600_000

/** A gateway that takes bodies of any size and any number of calls, calls an outage a bad token, and whose pages and cookies are open to scripts. */
const BROKEN_GATEWAY = `import { createGateway } from 'gatehouse'
import { TABLE } from './generated/table.ts'

const gateway = createGateway({ table: TABLE })

export default {
  ...gateway.worker,
  fetch: async (request, env, ctx) => {
    const answer = await gateway.worker.fetch(request, env, ctx)
    const headers = new Headers(answer.headers)
    headers.delete('content-security-policy')
    const cookies = answer.headers.getSetCookie()
    headers.delete('set-cookie')
    for (const cookie of cookies) headers.append('set-cookie', cookie.replace('; HttpOnly', ''))
    const status = { 413: 200, 429: 200, 503: 401 }[answer.status] ?? answer.status
    return new Response(status === 101 || answer.body === null ? null : answer.body, { status, headers })
  },
}
export const { KeyService, ProofMemory, Exchange } = gateway
`

/** A domain that believes whoever calls it. */
const BROKEN_DOMAIN = `export default { fetch: () => Response.json({ orders: [] }) }
`

let project: CreatedProject
let failed: readonly string[]
let passed: readonly string[]
beforeAll(async () => {
  project = await createdProject(
    { 'src/index.ts': BROKEN_GATEWAY, 'workers/orders/src/index.ts': BROKEN_DOMAIN },
    { domain: 'orders', d1: true },
  )
  const run = await project.gatehouse('test', 'test/', '--reporter=json', '--outputFile=report.json')
  expect(run.code, run.output).toBe(1)
  expect(run.output).toContain('report.json')
  const { testResults } = JSON.parse(project.read('report.json')) as {
    testResults: { assertionResults: { fullName: string; status: string }[] }[]
  }
  const results = testResults.flatMap(({ assertionResults }) => assertionResults)
  const named = (wanted: string) => results.filter(({ status }) => status === wanted).map(({ fullName }) => fullName)
  failed = named('failed')
  passed = named('passed')
}, LONG_MILLIS)
afterAll(() => project.remove())

test.each([
  [
    'contracts, over a domain that does not verify tokens',
    /^orders, past the gateway GET \/orders refuses a request without/,
  ],
  ['binding, over a domain that believes headers', /^binding: orders.* GET \/orders believes no header/],
  [
    'binding, over a domain that takes bound tokens without a proof',
    /^binding: orders.* GET \/orders takes a token that is bound/,
  ],
  ['login, over a gateway whose cookies scripts can read', /^login ends with one cookie/],
  ['pages, over a gateway without a Content-Security-Policy', /^the page \/docs is served with headers/],
  ['limits, over a gateway that takes any body', /^a limit of size .* refuses a body/],
  ['limits, over a gateway that counts no calls', /^a limit of calls GET \/orders refuses a caller/],
  [
    'outage, over a gateway that calls a lack of keys a bad token',
    /^while the tenant is down each guarded route is 503 .* without keys/,
  ],
  ['outage, over a gateway that calls a missing domain a bad token', /^without its domains/],
])('a suite is red where it looks: %s', (_title, name) => {
  expect(failed.filter((found) => name.test(found))).not.toEqual([])
})

test('what is not broken stays green in each suite', () => {
  for (const name of [
    'the document that is served is the one that was compiled',
    'binding: the gateway GET /orders believes no header that says who calls',
    'a limit of size GET /orders refuses a token that is larger than any',
    'logging out ends the session here and at the tenant, also for a copy of its cookie',
  ])
    expect(passed).toContain(name)
})
