// Selects the parameters that a link to the login may pass on to the tenant.
import { ProblemError } from '../../problem/problem-error.ts'

/** Always requested: the identity, and a refresh token. */
const SCOPES = ['openid', 'profile', 'email', 'offline_access'] as const
const PASSED_ON = [
  'acr_values',
  'connection',
  'connection_scope',
  'invitation',
  'login_hint',
  'max_age',
  'organization',
  'organization_name',
  'prompt',
  'screen_hint',
  'ui_locales',
] as const
/** The longest value that is passed on. */
const VALUE_MAX_CHARACTERS = 1_024
// OpenID Connect Core §3.1.2.1: whole seconds. The value is checked when the user returns.
const MAX_AGE = /^\d{1,9}$/
// RFC 6749 §3.3
const SCOPE_TOKEN = /^[\u0021\u0023-\u005b\u005d-\u007e]+$/

/** The parameters of an authorization request that a login asks for. @throws ProblemError `request_invalid` */
export function readLoginRequest(query: URLSearchParams): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const name of PASSED_ON) {
    const value = query.get(name)
    if (value !== null && value !== '') parameters[name] = within(name, value)
  }
  if (!MAX_AGE.test(parameters['max_age'] ?? '0')) throw invalid('max_age', 'is no whole number of seconds')
  const asked = within('scope', query.get('scope') ?? '')
    .split(' ')
    .filter((scope) => scope !== '')
  if (!asked.every((scope) => SCOPE_TOKEN.test(scope))) throw invalid('scope', 'is no list of scopes')
  return { ...parameters, scope: [...new Set([...SCOPES, ...asked])].join(' ') }
}

function within(name: string, value: string): string {
  if (value.length > VALUE_MAX_CHARACTERS) throw invalid(name, `is longer than ${VALUE_MAX_CHARACTERS} characters`)
  return value
}

function invalid(path: string, message: string): ProblemError {
  return new ProblemError('request_invalid', { errors: [{ in: 'query', path, message }] })
}
