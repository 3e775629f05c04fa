// Tests the messages of a login of a page that has failed.
import { describe, expect, test } from 'vitest'
import { answerIn } from './answer.ts'
import { describeLostWindow, describeRefusal, describeSilence } from './words.ts'

const FACTS = {
  audience: 'https://api.example.com',
  redirectUri: 'https://gateway.example.com/docs/oauth2-redirect',
  origin: 'https://gateway.example.com',
  tenant: 'https://example.eu.auth0.com',
}

test('a refusal is told to a person in words, and to the operator as the tenant said it', () => {
  const { person, operator } = describeRefusal({ error: 'access_denied', error_description: 'Unauthorized.' }, FACTS)
  expect(person).not.toMatch(/secret|Unauthorized/)
  expect(operator).toMatch(/^The tenant refused: Unauthorized \(access_denied\)\. .*authentication method/)
  expect(describeRefusal({ error: 'odd' }, FACTS).operator).toContain('The tenant refused: odd.')
  expect(describeRefusal({}, FACTS).operator).toContain('neither a token nor an error')
})

test('a refusal without an answer is explained with the address or origin to add', () => {
  expect(describeLostWindow(FACTS).operator).toContain(`add ${FACTS.redirectUri} to Allowed Callback URLs`)
  expect(describeSilence(FACTS).operator).toContain(`add ${FACTS.origin} to Allowed Web Origins`)
})

describe('the answer of the tenant', () => {
  test.each([
    ['of the code flow is in the query', '?code=c&state=s', '', { code: 'c', state: 's' }],
    ['of the implicit flow is in the fragment', '', '#access_token=t&state=s', { access_token: 't', state: 's' }],
    [
      'may be an error in the fragment',
      '?x=1',
      '#error=e&error_description=a+b',
      { error: 'e', error_description: 'a b' },
    ],
    ['is not a fragment of another kind', '?error=e&state=s', '#top', { error: 'e', state: 's' }],
  ])('%s', (_title, search, hash, answer) => {
    expect(answerIn({ search, hash })).toEqual(answer)
  })
})
