// What an application may ask of the tenant when somebody logs in: these parameters, and no other.
import { Refusal } from '#access'

/** Always asked for: who it is, and a refresh token. */
const SCOPES = ['openid', 'profile', 'email', 'offline_access'] as const
const PASSED_ON = ['organization', 'connection', 'screen_hint', 'prompt'] as const
/** Longest value that is passed on. */
const VALUE_MAX_CHARACTERS = 1_024
// RFC 6749 §3.3
const SCOPE_TOKEN = /^[\u0021\u0023-\u005b\u005d-\u007e]+$/

/** The parameters of an authorization request that a login asks for. @throws Refusal `request_invalid` */
export function readWishes(query: URLSearchParams): Record<string, string> {
  const wishes: Record<string, string> = {}
  for (const name of PASSED_ON) {
    const value = query.get(name)
    if (value !== null && value !== '') wishes[name] = within(name, value)
  }
  const asked = within('scope', query.get('scope') ?? '')
    .split(' ')
    .filter((scope) => scope !== '')
  if (!asked.every((scope) => SCOPE_TOKEN.test(scope))) throw invalid('scope', 'is no list of scopes')
  return { ...wishes, scope: [...new Set([...SCOPES, ...asked])].join(' ') }
}

function within(name: string, value: string): string {
  if (value.length > VALUE_MAX_CHARACTERS) throw invalid(name, `is longer than ${VALUE_MAX_CHARACTERS} characters`)
  return value
}

function invalid(path: string, message: string): Refusal {
  return new Refusal('request_invalid', { errors: [{ in: 'query', path, message }] })
}
