// Tests the parameters that a link to the login may pass on to the tenant.
import { expect, test } from 'vitest'
import { readLoginRequest } from './login-request.ts'

const ALWAYS = 'openid profile email offline_access'

test.each<readonly [string, Record<string, string>]>([
  ['', { scope: ALWAYS }],
  ['organization=org_42', { organization: 'org_42', scope: ALWAYS }],
  ['connection=google-oauth2', { connection: 'google-oauth2', scope: ALWAYS }],
  ['screen_hint=signup', { screen_hint: 'signup', scope: ALWAYS }],
  ['prompt=login', { prompt: 'login', scope: ALWAYS }],
  ['prompt=', { scope: ALWAYS }],
  [
    'invitation=i&organization=org_42&organization_name=acme',
    { invitation: 'i', organization: 'org_42', organization_name: 'acme', scope: ALWAYS },
  ],
  ['login_hint=ada@example.com', { login_hint: 'ada@example.com', scope: ALWAYS }],
  ['ui_locales=de+en', { ui_locales: 'de en', scope: ALWAYS }],
  ['acr_values=urn:a+urn:b', { acr_values: 'urn:a urn:b', scope: ALWAYS }],
  ['max_age=0', { max_age: '0', scope: ALWAYS }],
  ['connection_scope=calendar', { connection_scope: 'calendar', scope: ALWAYS }],
  ['scope=read:payments++openid', { scope: `${ALWAYS} read:payments` }],
  [
    'audience=https://evil.example&redirect_uri=https://evil.example&state=x&client_id=y&response_type=token',
    { scope: ALWAYS },
  ],
])('of %j is %j', (query, parameters) => {
  expect(readLoginRequest(new URLSearchParams(query))).toEqual(parameters)
})

test.each([
  ['scope', 'a"b'],
  ['scope', 'a\nb'],
  ['scope', 'x'.repeat(1_025)],
  ['prompt', 'x'.repeat(1_025)],
  ['invitation', 'x'.repeat(1_025)],
  ['max_age', '-1'],
  ['max_age', '1e3'],
  ['max_age', '1'.repeat(10)],
])('a %s of %j is refused by name', (name, value) => {
  expect(() => readLoginRequest(new URLSearchParams({ [name]: value }))).toThrow(
    expect.objectContaining({
      code: 'request_invalid',
      facts: { errors: [expect.objectContaining({ path: name })] },
    }),
  )
})
