// Tests the catalogue of refusals: each leads its person and its operator on, and a person hears nothing of the settings.
import { expect, test } from 'vitest'
import { explainLoginError, isOfPerson } from './login-errors.ts'

const FACTS = {
  audience: 'https://api.example.com',
  callbackUrl: 'https://gateway.example.com/auth/callback',
  clientId: 'app-1',
}
const SETTINGS = /secret|AUTH0_|→|Settings|Callback URL|grant|scope/i

// As Auth0 words them.
test.each([
  ['access_denied', 'Service not found: https://api.example.com', 'identifier https://api.example.com', 'operator'],
  ['access_denied', 'User did not authorize the request', 'Allow Skipping User Consent', 'person'],
  ['consent_required', 'Consent required', 'Allow Skipping User Consent', 'person'],
  ['unauthorized_client', "Grant type 'implicit' not allowed for the client.", 'Grant Types', 'operator'],
  ['unauthorized_client', 'Client is not authorized to access resource server', 'Application Access', 'operator'],
  ['access_denied', 'Client is not authorized to access "x".', 'Application Access', 'operator'],
  ['invalid_request', 'parameter organization is required for this client', 'Organizations', 'operator'],
  ['server_error', 'Authorization server not configured with default connection.', 'Default Directory', 'operator'],
  ['access_denied', 'user is blocked', 'User Management', 'person'],
  ['invalid_grant', 'Wrong email or password.', 'reset a password', 'person'],
  ['mfa_required', 'Multifactor authentication required', 'second factor', 'person'],
  ['invalid_grant', 'Invalid authorization code', 'A code is good once', 'person'],
  ['access_denied', 'Unauthorized', 'AUTH0_CLIENT_SECRET is not the secret of app-1', 'operator'],
  ['invalid_client', 'Client authentication failed', 'AUTH0_CLIENT_SECRET', 'operator'],
  ['invalid_request', 'The redirect_uri is wrong', FACTS.callbackUrl, 'operator'],
  ['invalid_scope', 'No such scope', 'Permissions', 'operator'],
  ['login_required', 'Login required', 'prompt=none', 'person'],
  ['temporarily_unavailable', 'Try later', 'status.auth0.com', 'operator'],
  ['too_many_attempts', 'Too many attempts', 'limits logins', 'operator'],
  ['invalid_response', '', 'log of the tenant', 'operator'],
  ['access_denied', 'Only for unauthorized service callback audiences', 'a rule of the tenant', 'person'],
  ['odd', 'Not today', 'log of the tenant', 'person'],
])('%s, «%s», is explained with %j, and is for the %s', (error, description, remedy, helper) => {
  for (const isPage of [true, false]) {
    const { person, operator } = explainLoginError({ error, description }, { ...FACTS, isPage })
    expect(person).not.toMatch(SETTINGS)
    if (!isPage) expect(operator).toContain(remedy)
  }
  expect(isOfPerson({ error, description })).toBe(helper === 'person')
})

test('the operator of a page hears that it can keep no secret', () => {
  const { operator } = explainLoginError(
    { error: 'access_denied', description: 'Unauthorized' },
    { ...FACTS, isPage: true },
  )
  expect(operator).toContain('authentication method')
})
