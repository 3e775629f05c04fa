// Tests that a refusal of a tenant that is not local is explained only if the operator says so, in gateway and domain.
import { beforeAll, describe, expect, test } from 'vitest'
import {
  Gate,
  organization,
  permissions,
  type Policy,
  scopes,
  signedIn,
  type TrustSource,
  user,
} from '../access/index.ts'
import { ProblemError } from '../problem/problem-error.ts'
import { problemResponse } from '../problem/problem.ts'
import { ConfigurationError, parseConfiguration } from './configuration.ts'
import type { ConfigurationProblem } from './variables.ts'
import {
  AUDIENCE,
  CLIENT_ID,
  FakeClock,
  makeKey,
  type Members,
  mint,
  NAMESPACE,
  requestWith,
  type SigningKey,
} from '../testing/access/support.ts'
import { jwksOf, openStore } from '../testing/access/tenant.ts'

const PRODUCTION = 'tenant.example'
const LOCAL = 'http://localhost:6061'

let key: SigningKey
beforeAll(async () => {
  key = await makeKey('ours')
})

function configure(domain: string, more: Members = {}) {
  return parseConfiguration({
    AUTH0_DOMAIN: domain,
    AUTH0_AUDIENCE: AUDIENCE,
    AUTH0_CLIENT_ID: CLIENT_ID,
    AUTH0_CLAIM_NAMESPACE: NAMESPACE,
    ...more,
  })
}

function problemsOf(more: Members): readonly ConfigurationProblem[] {
  try {
    configure(PRODUCTION, more)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

// As src/index.ts and createDomain make them.
function openGates(domain: string, more: Members): Readonly<Record<'gateway' | 'domain', Gate>> {
  const configuration = configure(domain, more)
  const { store, background, answers } = openStore(configuration)
  answers.set(new URL(configuration.domains[0].origin).host, () => jwksOf(key.publicKey))
  const observer = { adopted: () => undefined, failed: () => undefined }
  const binding = { mode: 'allowed', replay: null } as const
  const parts = { clock: new FakeClock(), observer, binding }
  const gateway = new Gate({ ...parts, source: store, explainRefusals: configuration.explainRefusals })
  const document = async () => ({ ...(await gateway.ring.trust(background)), tier: 'binding' as const })
  const service: TrustSource = { trust: document, refresh: document }
  return { gateway, domain: new Gate({ ...parts, source: service }) }
}

type Request = readonly [code: string, policy: Policy, authorization: (issuer: string) => Promise<string | null>]

const showing = (claims: Members, header: Members = {}) => {
  return async (issuer: string) => `Bearer ${await mint(key, { iss: issuer, ...claims }, header)}`
}

const REQUESTS: readonly Request[] = [
  ['token_audience', signedIn, showing({ aud: 'https://other.example' })],
  ['token_missing', signedIn, async () => null],
  ['token_malformed', signedIn, async () => 'Bearer opaque'],
  ['token_algorithm', signedIn, showing({}, { alg: 'HS256' })],
  ['token_key_unknown', signedIn, showing({}, { kid: 'other' })],
  [
    'token_signature',
    signedIn,
    async (issuer) => `Bearer ${(await mint(key, { iss: issuer })).replace(/[^.]+$/, 'AAAA')}`,
  ],
  ['token_issuer', signedIn, showing({ iss: 'https://other.example/' })],
  ['token_expired', signedIn, showing({ exp: 1 })],
  ['token_not_yet_valid', signedIn, showing({ nbf: 4_000_000_000 })],
  ['token_not_access', signedIn, showing({ nonce: 'x' })],
  ['proof_required', signedIn, showing({ cnf: { jkt: 'A'.repeat(43) } })],
  ['scope_missing', scopes('write:things'), showing({})],
  ['permission_missing', permissions('read:things'), showing({ permissions: [] })],
  ['user_required', user(), showing({ sub: 'c@clients', gty: 'client-credentials' })],
  ['organization_required', organization(), showing({})],
]

/** The codes of all refusals, and which of them were explained. */
async function tryAll(domain: string, more: Members = {}) {
  const told: Record<string, string[]> = { gateway: [], domain: [] }
  const codes: Record<string, string[]> = { gateway: [], domain: [] }
  for (const [name, gate] of Object.entries(openGates(domain, more))) {
    for (const [, policy, authorize] of REQUESTS) {
      const request = requestWith(
        await authorize(`${new URL(domain === LOCAL ? domain : `https://${domain}`).origin}/`),
      )
      const error: unknown = await gate
        .admit(policy, request, { waitUntil: () => undefined })
        .catch((cause: unknown) => cause)
      if (!(error instanceof ProblemError)) throw error
      const problem = await problemResponse(error, 'id').json<Record<string, unknown>>()
      codes[name]?.push(error.code)
      if (problem['explanation'] !== undefined) told[name]?.push(error.code)
    }
  }
  return { told, codes }
}

const ALL = REQUESTS.map(([code]) => code)

describe('a refusal is explained', () => {
  test.each([
    ['in production, never', PRODUCTION, {}, []],
    [
      'in production with GATEHOUSE_EXPLAIN_REFUSALS=false, never',
      PRODUCTION,
      { GATEHOUSE_EXPLAIN_REFUSALS: 'false' },
      [],
    ],
    [
      'by a local tenant with GATEHOUSE_EXPLAIN_REFUSALS=false, never',
      LOCAL,
      { GATEHOUSE_EXPLAIN_REFUSALS: 'false' },
      [],
    ],
    ['by a local tenant, always', LOCAL, {}, ALL],
    [
      'in production with GATEHOUSE_EXPLAIN_REFUSALS=true, always',
      PRODUCTION,
      { GATEHOUSE_EXPLAIN_REFUSALS: 'true' },
      ALL,
    ],
  ])('%s', async (_, domain, more, explained) => {
    const { told, codes } = await tryAll(domain, more)
    expect(codes).toEqual({ gateway: ALL, domain: ALL })
    expect(told).toEqual({ gateway: explained, domain: explained })
  })
})

describe('GATEHOUSE_EXPLAIN_REFUSALS', () => {
  test.each([
    [LOCAL, true],
    ['http://127.0.0.1, https://[::1]:6061', true],
    ['example.eu.auth0.com', false],
    [`${LOCAL}, example.eu.auth0.com`, false],
    ['localhost.example.com', false],
  ])('left out, is true for a local tenant alone: %s', (domain, explained) => {
    expect(configure(domain).explainRefusals).toBe(explained)
  })

  test.each([
    ['true', true],
    [' true ', true],
    [true, true],
    ['false', false],
    [false, false],
  ])('that is %j decides, whatever the tenant', (value, explained) => {
    for (const domain of [LOCAL, PRODUCTION])
      expect(configure(domain, { GATEHOUSE_EXPLAIN_REFUSALS: value }).explainRefusals).toBe(explained)
  })

  test.each(['', 'yes', 'TRUE', '1', 1, 0, {}, ['true'], 'toString', '__proto__'])('that is %j is refused', (value) => {
    expect(problemsOf({ GATEHOUSE_EXPLAIN_REFUSALS: value })).toMatchObject([
      { variable: 'GATEHOUSE_EXPLAIN_REFUSALS', problem: 'is neither true nor false' },
    ])
  })

  test('misspelt is named', () => {
    expect(problemsOf({ GATEHOUSE_EXPLAIN_REFUSAL: 'true' })).toMatchObject([
      { variable: 'GATEHOUSE_EXPLAIN_REFUSAL', problem: 'is unknown' },
    ])
  })
})
