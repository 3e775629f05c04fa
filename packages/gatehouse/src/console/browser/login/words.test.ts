// Tests the messages of a failed login: each refusal of the tenant leads to the setting that corrects it.
import { describe, expect, test } from 'vitest'
import { answerIn } from './answer.ts'
import { describeLostWindow, describeRefusal, describeSilence } from './words.ts'

const FACTS = {
  audience: 'https://api.example.com',
  redirectUri: 'https://gateway.example.com/docs/oauth2-redirect',
  origin: 'https://gateway.example.com',
  tenant: 'https://example.eu.auth0.com',
}

// As Auth0 words them.
test.each([
  ['access_denied', 'Service not found: https://api.example.com', 'identifier https://api.example.com'],
  ['access_denied', 'User did not authorize the request', 'Consent was refused'],
  ['consent_required', 'Consent required', 'Allow Skipping User Consent'],
  ['unauthorized_client', "Grant type 'implicit' not allowed for the client.", 'Grant Types'],
  ['unauthorized_client', 'Client is not authorized to access resource server', 'Application Access'],
  ['invalid_request', 'parameter organization is required for this client', 'Organizations'],
  ['server_error', 'Authorization server not configured with default connection.', 'Default Directory'],
  ['access_denied', 'user is blocked', 'User Management'],
  ['invalid_grant', 'Wrong email or password.', 'Try again'],
  ['mfa_required', 'Multifactor authentication required', 'second factor'],
  ['invalid_grant', 'Invalid authorization code', 'sign in again'],
  ['access_denied', 'Unauthorized', 'authentication method'],
  ['invalid_client', 'Client authentication failed', 'authentication method'],
  ['invalid_request', 'The redirect_uri is wrong', FACTS.redirectUri],
  ['temporarily_unavailable', 'Try later', 'status.auth0.com'],
  ['too_many_attempts', 'Too many attempts', 'Wait a minute'],
])('%s, «%s», names %s', (error, description, remedy) => {
  const words = describeRefusal({ error, error_description: description }, FACTS)
  expect(words).toContain(`The tenant refused: ${description.replace(/\.$/, '')} (${error}).`)
  expect(words.slice(words.indexOf(`(${error})`))).toContain(remedy)
})

test('an unknown refusal is shown as it came', () => {
  expect(describeRefusal({ error: 'odd', error_description: 'Not today' }, FACTS)).toBe(
    'The tenant refused: Not today (odd).',
  )
  expect(describeRefusal({ error: 'odd' }, FACTS)).toContain('it gave no reason (odd)')
  expect(describeRefusal({}, FACTS)).toContain('neither a token nor a reason')
})

test('a refusal without an answer is explained with the address or origin to add', () => {
  expect(describeLostWindow(FACTS)).toContain(`add ${FACTS.redirectUri} to Allowed Callback URLs`)
  expect(describeSilence(FACTS)).toContain(`add ${FACTS.origin} to Allowed Web Origins`)
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
