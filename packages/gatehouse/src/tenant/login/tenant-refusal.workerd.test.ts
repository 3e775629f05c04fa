// Tests what is shown and logged of a tenant's text, which comes through any browser.
import { expect, test } from 'vitest'
import { TenantRefusal } from './tenant-refusal.ts'
import { openLogin } from '../../testing/access/logins.ts'
import { kept } from '../../testing/access/sessions.ts'

test.each([
  ['access_denied', 'access_denied'],
  ['x'.repeat(6_000), 'x'.repeat(64)],
  ['a\n{"level":"error"}', 'a?{?level?:?error?}'],
  ['a\u202eb\u0000c\u001b[31m', 'a?b?c?[31m'],
  ['<b>"no\\', '<b>?no?'],
])('of the error %j is kept %j', (error, kept) => {
  const refusal = new TenantRefusal(error, undefined)
  expect([refusal.error, refusal.message, refusal.description]).toEqual([kept, kept, ''])
})

test.each([
  ['Zugriff verweigert: «Größe»', 'Zugriff verweigert: «Größe»'],
  ['y'.repeat(6_000), 'y'.repeat(300)],
  ['a\r\nb\u2028c\u202ed\u0000e', 'a  b c d e'],
])('of the description %j is kept %j', (description, kept) => {
  expect(new TenantRefusal('e', description).description).toBe(kept)
})

test('a description is not cut in the middle of a character', () => {
  expect(new TenantRefusal('e', `${'z'.repeat(299)}😀`).description.isWellFormed()).toBe(true)
})

test('a callback with an error of 6,000 characters is answered and logged in a few words', async () => {
  const { ask, login } = openLogin()
  const { cookies, location } = await login.begin(null, {}, null)
  const query = new URLSearchParams({
    state: new URL(location).searchParams.get('state') ?? '',
    error: 'x'.repeat(6_000),
    error_description: 'y'.repeat(6_000),
  })
  const answer = await ask('finishLogin', `/auth/callback?${query.toString()}`, {
    accept: 'application/json',
    cookie: kept(null, cookies),
  })
  const { detail } = await answer.json<{ detail: string }>()
  expect([answer.status, detail.length < 600]).toEqual([400, true])
})
