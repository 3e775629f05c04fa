// Checks the member `auth0` of gatehouse.config.ts.
import type {
  Auth0Config,
  Auth0EventsConfig,
  Auth0ExchangeConfig,
  Auth0RefreshTokensConfig,
  Auth0RoleConfig,
  Auth0TokensConfig,
} from './auth0-config.ts'
import { both, type Check, listOf, members, oneOf, recordOf, text, value } from './check.ts'

type Checks<Config> = Readonly<Record<keyof Config, Check>>

const NAME_MAX_CHARACTERS = 100
/** Auth0's longest name of a role. */
const ROLE_MAX_CHARACTERS = 50
const SOURCE = /^(?:user|authorization|organization|connection|client)(?:\.[A-Za-z_]\w*)+$/

const flag = value((given) => typeof given === 'boolean', 'true or false')
const seconds = value((given) => Number.isSafeInteger(given) && Number(given) > 0, 'a whole number of seconds')
const permissions: Check = (given, path) =>
  given === 'all' ? [] : listOf(text(/\S/, 'a text'), '"all" or a list of permissions')(given, path)
const origin = value(isOrigin, 'an https origin such as https://api.example.com')

const TOKENS: Checks<Auth0TokensConfig> = {
  algorithm: oneOf('RS256', 'PS256'),
  profile: oneOf('auth0', 'rfc9068'),
  lifetimeSeconds: seconds,
}
const REFRESH_TOKENS: Checks<Auth0RefreshTokensConfig> = {
  overlapSeconds: value((given) => Number.isSafeInteger(given) && Number(given) >= 0, 'a whole number of seconds'),
  lifetimeSeconds: seconds,
  idleSeconds: seconds,
}
const ROLE: Checks<Auth0RoleConfig> = { description: text(/\S/, 'a text'), permissions }
const EVENTS: Checks<Auth0EventsConfig> = {
  url: value((given) => typeof given === 'string' && URL.parse(given)?.protocol === 'https:', 'an https address'),
  types: listOf(text(/^[a-z_]+(?:\.[a-z_]+)+$/, 'an event such as user.updated'), 'a list of events', 1),
}
const EXCHANGE: Checks<Auth0ExchangeConfig> = {
  audience: text(/\S/, 'a text'),
  scopes: listOf(text(/^[\x21\x23-\x5B\x5D-\x7E]+$/, 'a scope such as read:reports'), 'a list of scopes'),
}
const AUTH0: Checks<Auth0Config> = {
  name: both(
    text(/\S/, 'a text'),
    value((given) => String(given).length <= NAME_MAX_CHARACTERS, `at most ${NAME_MAX_CHARACTERS} characters`),
  ),
  gatewayUrls: recordOf(origin, /^[a-z\d-]+$/, 'the name of an environment'),
  login: flag,
  machine: (given, path) => (typeof given === 'boolean' ? [] : members({ permissions }, ['permissions'])(given, path)),
  tokens: members(TOKENS),
  refreshTokens: members(REFRESH_TOKENS),
  claims: recordOf(
    text(SOURCE, 'a member of the event of a login, such as user.app_metadata.plan'),
    /^[^\s"\\]+$/,
    'the name of a claim',
  ),
  roles: recordOf(
    members(ROLE, ['permissions']),
    new RegExp(`^\\S.{0,${ROLE_MAX_CHARACTERS - 1}}$`),
    'the name of a role',
  ),
  exchanges: listOf(members(EXCHANGE, ['audience', 'scopes']), 'a list such as [{ audience, scopes }]'),
  backchannelLogout: flag,
  events: members(EVENTS),
  confirmLocalLogins: flag,
  resourceParameter: flag,
}

/** What is wrong with the member `auth0`. */
export const auth0Check: Check = members(AUTH0)

function isOrigin(given: unknown): boolean {
  const url = typeof given === 'string' ? URL.parse(given) : null
  return url?.origin === given && (url?.protocol === 'https:' || url?.hostname === 'localhost')
}
