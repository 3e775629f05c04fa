// Tests the limits of the exchange of tokens: how long a request waits, how long a failure counts, and how much an isolate remembers.
import { describe, expect, test } from 'vitest'
import { ProblemError } from '../problem/problem-error.ts'
import { turn } from '../testing/access/support.ts'
import { CALLER, codeOf, openExchange, RULE, tokensOf } from '../testing/access/token-exchange.ts'
import { TooManyExchanges } from './exchange-pace.ts'
import { TenantRefusal } from './login/tenant-refusal.ts'

type Exchange = ReturnType<typeof openExchange>

const { audience } = RULE

/** A caller of many. */
const callerOf = (at: number) => ({ ...CALLER, token: `a.b.${at}` })

/** Sends one request for each of these callers. */
async function askFor({ tokenFor }: Exchange, first: number, last: number): Promise<void> {
  for (let at = first; at <= last; at++) await codeOf(tokenFor(callerOf(at)))
}

/** A tenant whose answers a test gives, in any order. */
function openSlow() {
  const answers: PromiseWithResolvers<never>[] = []
  const opened = openExchange(() => {
    const answer = Promise.withResolvers<never>()
    answers.push(answer)
    return answer.promise
  })
  return { ...opened, answers }
}

describe('a tenant', () => {
  test.each([
    ['that refuses the caller', new TenantRefusal('invalid_grant', 'no'), 'token_exchange_refused'],
    ['that refuses the application', new TenantRefusal('invalid_client', 'no'), 'tenant_unavailable'],
    ['that does not know the API', new TenantRefusal('access_denied', 'Service not found: x'), 'tenant_unavailable'],
    ['that fails', new ProblemError('tenant_unavailable'), 'tenant_unavailable'],
  ])('%s is not asked again for five seconds', async (_, error, code) => {
    const { tokenFor, forms, clock, logged } = openExchange(async (asked) => {
      throw asked === 1 ? error : new Error('again')
    })
    const refusal: unknown = await tokenFor().catch((thrown: unknown) => thrown)
    expect(refusal).toHaveProperty('code', code)
    if (code === 'token_exchange_refused') expect(refusal).toHaveProperty('cause', error)
    clock.advance(4.999)
    expect(await codeOf(tokenFor())).toBe(code)
    expect(forms).toHaveLength(1)
    const facts =
      error instanceof TenantRefusal ? [{ audience, error: error.error, description: error.description }] : []
    expect(logged).toEqual(facts)
    clock.advance(0.001)
    expect(await codeOf(tokenFor())).toBe('Error: again')
  })

  test.each([1, 7])('that answers 429 is left alone by every caller for as long as it says (%d s)', async (seconds) => {
    const facts = { retryAfterSeconds: seconds, cause: new TooManyExchanges('answered 429') }
    const limited = new ProblemError('token_exchange_limited', facts)
    const { tokenFor, forms, clock, events, logged } = openExchange(async (asked) => {
      throw asked === 1 ? limited : new Error('again')
    })
    expect(await codeOf(tokenFor())).toBe('token_exchange_limited')
    clock.advance(seconds - 0.5)
    const other = codeOf(tokenFor({ ...CALLER, token: 'd.e.f' }))
    expect(await tokenFor().catch((error: unknown) => error)).toBe(limited)
    expect([forms.length, events]).toEqual([1, ['token_exchange_limited: undefined']])
    expect(logged).toEqual([{ audience, retryAfterSeconds: seconds }])
    clock.advance(0.5)
    expect(await codeOf(tokenFor())).toBe('Error: again')
    expect(await other).toBe('Error: again')
  })

  test('that asks for a longer pause than a request may wait for is not waited for', async () => {
    const facts = { retryAfterSeconds: 7, cause: new TooManyExchanges('answered 429') }
    const { tokenFor, forms, clock, logged } = openExchange(async () => {
      throw new ProblemError('token_exchange_limited', facts)
    })
    await codeOf(tokenFor())
    clock.advance(1)
    const refusal: unknown = await tokenFor({ ...CALLER, token: 'd.e.f' }).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'token_exchange_limited', facts: { retryAfterSeconds: 6 } })
    // The second refusal is not the tenant's.
    expect([forms.length, logged]).toEqual([1, [{ audience, retryAfterSeconds: 7 }]])
  })

  test.each([0, 10])(
    'that does not answer is given up after 17 s, also by a request that comes %d s later',
    async (later) => {
      const { tokenFor, clock, forms } = openSlow()
      const ended: string[] = []
      void codeOf(tokenFor())
      clock.advance(later)
      const waiting = codeOf(tokenFor()).then((code) => ended.push(code))
      clock.advance(16.999 - later)
      await turn()
      expect(ended).toEqual([])
      clock.advance(0.001)
      await waiting
      expect([ended, forms.length]).toEqual([['tenant_unavailable'], 1])
    },
  )
})

describe('an exchange that was given up', () => {
  test('leaves the next one alone when it fails late', async () => {
    const { tokenFor, clock, forms, answers } = openSlow()
    const given = codeOf(tokenFor())
    clock.advance(17)
    expect(await given).toBe('tenant_unavailable')
    const next = codeOf(tokenFor())
    await turn()
    answers[0]?.reject(new Error('late'))
    await turn()
    const joined = codeOf(tokenFor())
    await turn()
    expect(forms).toHaveLength(2)
    answers[1]?.reject(new Error('next'))
    expect([await next, await joined]).toEqual(['Error: next', 'Error: next'])
  })

  test('counts no more when it fails after another caller has come', async () => {
    const { tokenFor, clock, forms, answers } = openSlow()
    void codeOf(tokenFor())
    await turn()
    clock.advance(17)
    void codeOf(tokenFor(callerOf(1)))
    answers[0]?.reject(new Error('late'))
    await turn()
    void codeOf(tokenFor())
    await turn()
    expect(forms.map((form) => form['subject_token'])).toEqual([CALLER.token, 'a.b.1', CALLER.token])
  })
})

test('the request that starts an exchange keeps it alive, no other one does, and a failure of it is no crash', async () => {
  for (const answer of [() => tokensOf(), () => Promise.reject(new Error('no'))]) {
    const { tokenFor, background } = openExchange(answer)
    await Promise.all([codeOf(tokenFor()), codeOf(tokenFor())])
    await codeOf(tokenFor())
    expect(background.works).toHaveLength(1)
    await Promise.all(background.works)
  }
})

describe('an isolate remembers', () => {
  test('1,000 tokens, and drops the oldest for another one', async () => {
    const opened = openExchange(() => tokensOf())
    await askFor(opened, 0, 1_000)
    await askFor(opened, 1, 1)
    expect(opened.forms).toHaveLength(1_001)
    await askFor(opened, 0, 0)
    expect(opened.forms).toHaveLength(1_002)
  })

  test('1,000 failures, and drops the oldest for another one', async () => {
    const opened = openExchange(() => Promise.reject(new Error('no')))
    await askFor(opened, 0, 1_000)
    await askFor(opened, 1, 1)
    expect(opened.forms).toHaveLength(1_001)
    await askFor(opened, 0, 0)
    expect(opened.forms).toHaveLength(1_002)
  })

  test('no failure that is over in place of one that counts', async () => {
    const opened = openExchange(() => Promise.reject(new Error('no')))
    await askFor(opened, 1, 1_000)
    opened.clock.advance(5)
    await askFor(opened, 1, 1)
    await askFor(opened, 1_001, 1_001)
    expect(opened.forms).toHaveLength(1_002)
    await askFor(opened, 1, 1)
    expect(opened.forms).toHaveLength(1_002)
  })
})
