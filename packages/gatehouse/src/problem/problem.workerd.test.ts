// Tests the response to every refusal (RFC 9457, RFC 6750 §3, RFC 9449 §7.1), and what is logged.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { InvalidField, ProblemDetails } from '../access/index.ts'
import { ProblemError, type ProblemCode, problemResponse } from './index.ts'

type ChallengeError =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'signature'
  | 'insufficient_user_authentication'

/** The status, and the `error` of the challenge: `null` for a challenge without one, nothing for no challenge. */
type Expected = readonly [status: number, challenge?: ChallengeError | null]

const EXPECTED = {
  request_invalid: [400],
  token_ambiguous: [400, 'invalid_request'],
  token_missing: [401, null],
  token_malformed: [401, 'invalid_token'],
  token_algorithm: [401, 'invalid_token'],
  token_key_unknown: [401, 'invalid_token'],
  token_signature: [401, 'invalid_token'],
  token_issuer: [401, 'invalid_token'],
  token_audience: [401, 'invalid_token'],
  token_expired: [401, 'invalid_token'],
  token_not_yet_valid: [401, 'invalid_token'],
  token_not_access: [401, 'invalid_token'],
  token_revoked: [401, 'invalid_token'],
  proof_required: [401, 'invalid_token'],
  bound_token_required: [401, 'invalid_token'],
  proof_invalid: [401, 'invalid_dpop_proof'],
  proof_replayed: [401, 'invalid_dpop_proof'],
  proof_nonce: [401, 'use_dpop_nonce'],
  session_expired: [401, null],
  origin_forbidden: [403, null],
  https_required: [400],
  scope_missing: [403, 'insufficient_scope'],
  permission_missing: [403, 'insufficient_scope'],
  email_missing: [403, 'insufficient_scope'],
  login_failed: [400],
  user_required: [403, 'insufficient_scope'],
  machine_required: [403, 'insufficient_scope'],
  organization_required: [403, 'insufficient_scope'],
  insufficient_user_authentication: [401, 'insufficient_user_authentication'],
  actor_required: [403, 'insufficient_scope'],
  actor_forbidden: [403, 'insufficient_scope'],
  agent_required: [403, 'insufficient_scope'],
  claim_missing: [403, 'insufficient_scope'],
  route_not_found: [404],
  not_found: [404],
  method_not_allowed: [405],
  conflict: [409],
  body_too_large: [413],
  media_type_unsupported: [415],
  content_encoding_unsupported: [415],
  rate_limited: [429],
  header_too_large: [431],
  internal: [500],
  signature_missing: [401, 'signature'],
  signature_invalid: [401, 'signature'],
  signature_expired: [401, 'signature'],
  signature_replayed: [409],
  service_failed: [502],
  service_unavailable: [503],
  keys_unavailable: [503],
  proofs_unavailable: [503],
  tenant_unavailable: [503],
  not_configured: [503],
  exchange_unavailable: [503],
  token_exchange_refused: [403, null],
  token_exchange_limited: [503],
  service_timeout: [504],
} as const satisfies Record<ProblemCode, Expected>

const ROWS = Object.entries(EXPECTED).map(([code, [status, challenge]]: readonly [string, Expected]) => ({
  code: code as ProblemCode,
  status,
  challenge,
}))

/** Problems that end without a change by anybody: the response says when to try again. */
const isRetried = (code: ProblemCode, status: number): boolean =>
  status === 429 || (status === 503 && code !== 'not_configured')
const RAY = '8f1c2d3e4f5a6b7c-FRA'
const PROOFS = 'DPoP algs="ES256 RS256 PS256 Ed25519 EdDSA"'

const error = vi.spyOn(console, 'error')
const quieter = (['debug', 'info', 'log', 'warn'] as const).map((level) => vi.spyOn(console, level))
beforeEach(() => {
  for (const spy of [error, ...quieter]) spy.mockReset().mockImplementation(() => undefined)
})
afterEach(() => {
  for (const spy of quieter) expect(spy).not.toHaveBeenCalled()
})

async function answer(thrown: unknown) {
  const response = problemResponse(thrown, RAY)
  const text = await response.text()
  const problem = JSON.parse(text) as Record<string, unknown>
  return { status: response.status, headers: response.headers, text, problem }
}

describe.each(ROWS)('$code', ({ code, status, challenge }) => {
  const facts: ProblemDetails = code === 'method_not_allowed' ? { allow: ['HEAD', 'GET'] } : {}

  test(`answers ${status} with a problem of its own`, async () => {
    const { problem, ...answered } = await answer(new ProblemError(code, facts))
    expect(answered.status).toBe(status)
    expect(answered.headers.get('content-type')).toBe('application/problem+json')
    expect(problem).toEqual({
      type: `/docs/errors#${code}`,
      title: expect.stringMatching(/^[A-Z].+/),
      status,
      detail: expect.stringMatching(/^[A-Z].+[.>]$/),
      code,
      requestId: RAY,
      ...(isRetried(code, status) && { retryAfter: 5 }),
    })
  })

  test('is not kept by any cache, nor taken for another type', async () => {
    const { headers } = await answer(new ProblemError(code, facts))
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('names its code and the request in headers too, for code that does not read the document', async () => {
    const { headers } = await answer(new ProblemError(code, facts))
    expect([headers.get('x-problem-code'), headers.get('x-request-id')]).toEqual([code, RAY])
  })

  test(challenge === undefined ? 'carries no challenge' : 'carries the challenge of its kind', async () => {
    if (challenge === 'signature') {
      const { headers } = await answer(new ProblemError(code, { dpop: 'allowed' }))
      return expect(headers.get('www-authenticate')).toBe('Signature realm="gatehouse"')
    }
    const isAboutProof = challenge === 'invalid_dpop_proof' || challenge === 'use_dpop_nonce'
    const details = challenge === null ? '' : `, error="${challenge}"`
    const expected = {
      plain: isAboutProof ? `${PROOFS}${details}` : `Bearer realm="gatehouse"${details}`,
      allowed: isAboutProof ? `${PROOFS}${details}` : `Bearer realm="gatehouse"${details}, ${PROOFS}${details}`,
      required: `${PROOFS}${details}`,
    }
    const challengeOf = async (more: ProblemDetails): Promise<string | null> =>
      (await answer(new ProblemError(code, { ...facts, ...more }))).headers.get('www-authenticate')
    expect({
      plain: await challengeOf({}),
      allowed: await challengeOf({ dpop: 'allowed' }),
      required: await challengeOf({ dpop: 'required' }),
    }).toEqual(challenge === undefined ? { plain: null, allowed: null, required: null } : expected)
    expect(challenge !== undefined).toBe(status === 401 || status === 403 || code === 'token_ambiguous')
  })

  test('says when to come back, and with which method, just where that helps', async () => {
    const { headers } = await answer(new ProblemError(code, facts))
    expect(headers.get('retry-after')).toBe(isRetried(code, status) ? '5' : null)
    expect(headers.get('allow')).toBe(status === 405 ? 'HEAD, GET' : null)
    const later = await answer(new ProblemError(code, { ...facts, retryAfterSeconds: 17 }))
    expect(later.headers.get('retry-after')).toBe('17')
  })

  test(status >= 500 ? 'is logged once, with its cause' : 'is no line in the log', async () => {
    const cause = new Error('the wire was cut', { cause: new RangeError('by a mole') })
    const { text } = await answer(new ProblemError(code, { ...facts, cause }))
    expect(text).not.toMatch(/wire|mole/)
    expect(error).toHaveBeenCalledTimes(status >= 500 ? 1 : 0)
    if (status < 500) return
    const line = JSON.parse(String(error.mock.calls[0]?.[0])) as Record<string, unknown>
    expect(line).toMatchObject({ level: 'error', event: 'server_error', code, requestId: RAY })
    expect(line['cause']).toMatch(/the wire was cut[^]*by a mole/)
  })
})

test('what a policy demands stands in the detail, in a member of its own and in the challenge', async () => {
  const required = ['read:things', 'write:things']
  const { problem, headers } = await answer(new ProblemError('scope_missing', { required }))
  expect(problem).toMatchObject({ required, detail: expect.stringContaining('read:things write:things') })
  expect(headers.get('www-authenticate')).toBe(
    'Bearer realm="gatehouse", error="insufficient_scope", scope="read:things write:things"',
  )
})

function challengeAt(url: string, facts: ProblemDetails = {}): string | null {
  return problemResponse(new ProblemError('token_missing', facts), RAY, url).headers.get('www-authenticate')
}

function pointerTo(path: string): string {
  return `resource_metadata="https://api.example/.well-known/oauth-protected-resource${path}"`
}

describe('a challenge', () => {
  test.each([
    ['a path', 'https://api.example/payments/1', '/payments/1'],
    ['a path with a query, which may be anything', 'https://api.example/payments?secret=1', '/payments'],
    ['no path', 'https://api.example/', ''],
    ['a path that would fill the headers', `https://api.example/${'a'.repeat(2_000)}`, ''],
    ['a quotation mark', 'https://api.example/a"b', '/a%22b'],
  ])('leads to the metadata of what was asked for (RFC 9728 §5.1): %s', (_, url, path) => {
    expect(challengeAt(url)).toBe(`Bearer realm="gatehouse", ${pointerTo(path)}`)
  })

  test('does so for each of its schemes', () => {
    const pointer = pointerTo('/x')
    expect(challengeAt('https://api.example/x', { dpop: 'allowed' })).toBe(
      `Bearer realm="gatehouse", ${pointer}, ${PROOFS}, ${pointer}`,
    )
  })
})

test('what is wrong with a request stands in errors', async () => {
  const errors: readonly InvalidField[] = [{ in: 'body', path: 'amount', message: 'is too small: at least 1' }]
  expect((await answer(new ProblemError('request_invalid', { errors }))).problem).toMatchObject({ errors })
})

describe('an error that is not foreseen', () => {
  const SECRET = 'postgres://admin:hunter2@db.internal'
  const FOREIGN = Object.assign(new Error(SECRET), { code: 'token_missing', status: 401, facts: { detail: SECRET } })

  test.each([
    ['an Error', new Error(SECRET)],
    ['an Error with a cause', new TypeError('not a function', { cause: new Error(SECRET) })],
    ['an Error that has the members of a refusal', FOREIGN],
    ['a text', SECRET],
  ])('(%s) is a 500 with a fixed text, and whole in the log', async (_, thrown) => {
    const { status, problem, text, headers } = await answer(thrown)
    expect(status).toBe(500)
    expect(problem).toEqual({
      type: '/docs/errors#internal',
      title: 'Internal error',
      status: 500,
      detail: 'Something went wrong here. The request id leads to the log.',
      code: 'internal',
      requestId: RAY,
    })
    expect(JSON.stringify([text, ...headers])).not.toMatch(/hunter2|not a function|\.test\.ts/)
    expect(error).toHaveBeenCalledTimes(1)
    expect(error.mock.calls[0]?.[0]).toContain(SECRET)
    expect(error.mock.calls[0]?.[0]).toContain(RAY)
  })
})
