// Tests authentication by a session: its token is verified like any other and replaced once when it is refused, and no cache may return
// its response to another client.
import { describe, expect, test } from 'vitest'
import { NO_TOKEN } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { ProblemCode } from '../../problem/problems.ts'
import { PROBLEMS } from '../../problem/problems.ts'
import { cookieNamesOf } from '../../tenant/login/cookies.ts'
import { authenticateWithSession } from './session-auth.ts'
import { completeAnswer, type Authorize } from './authenticated-request.ts'
import { background, SESSION } from '../../testing/access/sessions.ts'

const NAMES = cookieNamesOf()
const COOKIE = { cookie: `${NAMES.session}=x; theme=dark`, 'sec-fetch-site': 'same-origin' }

/** Refusals with 401 that another token of the same session would not prevent: they are about the request, the clock or the session. */
const KEPT_CODES: readonly string[] = [
  'token_missing',
  'token_not_yet_valid',
  'proof_invalid',
  'proof_replayed',
  'proof_nonce',
  'session_expired',
  'insufficient_user_authentication',
  'signature_missing',
  'signature_invalid',
  'signature_expired',
] satisfies ProblemCode[]

const isInvalidToken = (code: ProblemCode): boolean => PROBLEMS[code].status === 401 && !KEPT_CODES.includes(code)
const CODES = Object.keys(PROBLEMS).filter((code): code is ProblemCode => code in PROBLEMS)
const INVALID_TOKEN_CODES = CODES.filter(isInvalidToken)
const OTHER_CODES = CODES.filter((code) => !isInvalidToken(code))

/** Enters with a session; of these tokens the gate says these codes. */
async function entered(
  codes: Readonly<Record<string, ProblemCode>>,
  { renewal = null as ProblemError | null, isRenewed = false, isEnded = (): boolean => false, headers = COOKIE } = {},
) {
  const judged: (string | null)[] = []
  const authorize: Authorize = async ({ headers: sent }) => {
    const token = sent.get('authorization')
    judged.push(token)
    const code = codes[token?.replace('Bearer ', '') ?? '']
    if (code !== undefined) throw new ProblemError(code)
    return NO_TOKEN
  }
  const login = {
    resume: async () => ({ session: SESSION, isRenewed }),
    renew: async () => {
      if (renewal !== null) throw renewal
      return { ...SESSION, accessToken: 'second' }
    },
    seal: async ({ accessToken }: { accessToken: string }) => [`sealed=${accessToken}`],
    isEnded,
    clear: () => ['cleared='],
  }
  const request = new Request('https://api.example/payments', { headers: { ...headers } })
  const entry = await authenticateWithSession(request, 'required', login, background, authorize, NAMES)
  return { entry, judged, told: [entry.refusal?.code ?? null, ...entry.cookies()] }
}

describe('the token of a session', () => {
  test('can be refused with codes of either kind', () => {
    expect(INVALID_TOKEN_CODES).toContain('token_signature')
    expect(OTHER_CODES).toContain('scope_missing')
  })

  test('that passes is forwarded, without our cookie and with those of others', async () => {
    const { entry, judged, told } = await entered({})
    expect([judged, told]).toEqual([['Bearer first'], [null]])
    expect(entry.request.headers.get('cookie')).toBe('theme=dark')
  })

  test.each(INVALID_TOKEN_CODES)(
    'that is refused with %s is replaced once, and if that does not help the session is over',
    async (code) => {
      const helped = await entered({ first: code })
      expect([helped.judged, helped.told]).toEqual([
        ['Bearer first', 'Bearer second'],
        [null, 'sealed=second'],
      ])
      const lost = await entered({ first: code, second: code })
      expect([lost.judged.length, lost.told]).toEqual([2, ['session_expired', 'cleared=']])
    },
  )

  test.each(OTHER_CODES)('that is refused with %s stays, and so does the session', async (code) => {
    const { judged, told } = await entered({ first: code })
    expect([judged, told]).toEqual([['Bearer first'], [code]])
  })

  test.each<readonly [ProblemCode, string[]]>([
    ['session_expired', ['cleared=']],
    ['tenant_unavailable', []],
  ])('whose replacement fails with %s takes away %j', async (code, cookies) => {
    const { told } = await entered({ first: 'token_issuer' }, { renewal: new ProblemError(code) })
    expect(told).toEqual([code, ...cookies])
  })

  test('that was renewed is not given to a user who has logged out while it was answered', async () => {
    let hasEnded = false
    const { entry } = await entered({}, { isRenewed: true, isEnded: () => hasEnded })
    expect(entry.cookies()).toEqual(['sealed=first'])
    hasEnded = true
    expect(entry.cookies()).toEqual([])
  })

  test('is renewed for a request that is then refused too, and the answer brings the session', async () => {
    expect((await entered({ first: 'scope_missing' }, { isRenewed: true })).told).toEqual([
      'scope_missing',
      'sealed=first',
    ])
  })
})

describe('the answer to a session', () => {
  test.each([
    [undefined, 'no-store'],
    ['public, max-age=60', 'no-store'],
    ['max-age=60', 'no-store'],
    ['private="set-cookie"', 'no-store'],
    ['no-cache="a, private, b"', 'no-store'],
    ['Private, max-age=60', 'Private, max-age=60'],
    ['no-cache', 'no-cache'],
    ['max-age=0,no-store', 'max-age=0,no-store'],
  ])('that says %j of caches says %j, and varies by the cookie', async (said, told) => {
    const { entry } = await entered({})
    const headers = { vary: 'accept', ...(said !== undefined && { 'cache-control': said }) }
    const answer = completeAnswer(entry, new Response('fine', { status: 201, headers }))
    expect([answer.status, await answer.text()]).toEqual([201, 'fine'])
    expect([answer.headers.get('cache-control'), answer.headers.get('vary')]).toEqual([told, 'accept, cookie'])
  })

  test('is not changed where there is no session', async () => {
    const { entry } = await entered({}, { headers: { ...COOKIE, cookie: '__Host-gatehouse-login-x=y' } })
    const answer = new Response('fine', { headers: { 'cache-control': 'max-age=60' } })
    expect(completeAnswer(entry, answer)).toBe(answer)
  })
})
