// Checks gatehouse.config.ts. The compiler checks most of it by its types; this module also protects projects without a compiler.
import { auth0Check } from './check-auth0.ts'
import { both, type Check, listOf, members, oneOf, table, text, value } from './check.ts'
import { DEFAULT_PORTS } from './defaults.ts'
import type { BrandConfig, ProjectConfig, TenantConfig, TenantUserConfig } from './project-config.ts'

type Checks<Config> = Readonly<Record<keyof Config, Check>>

// RFC 9110 §5.6.2.
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/
// What can stand in a quoted string without being escaped (RFC 9110 §5.6.4).
const QUOTABLE = /^[ !#-[\]-~]+$/
const PORT_MAX = 65_535
/** Headers that gateway and services write themselves begin so. */
const NEEDED_PREFIXES = ['x-request-', 'x-problem-', 'x-content-', 'x-frame-']

const sentence = text(/\S/, 'a text')
const colour = text(/^#(?:[\da-f]{3}|[\da-f]{6})$/i, 'a colour such as #0b6bcb')
const port = value(
  (given) => Number.isInteger(given) && Number(given) >= 1 && Number(given) <= PORT_MAX,
  `a whole number from 1 to ${PORT_MAX}`,
)
const names = listOf(sentence, 'a list of texts')

const USER: Checks<TenantUserConfig> = {
  email: text(/^[^@\s]+@[^@\s]+$/, 'an email address'),
  password: sentence,
  name: sentence,
  permissions: (given, path) =>
    given === 'all' ? [] : listOf(sentence, '"all" or a list of permissions')(given, path),
  roles: names,
  claims: table,
  organizations: names,
}

const TENANT: Checks<TenantConfig> = {
  users: both(
    listOf(members(USER, ['email']), 'a list of at least one person', 1),
    value(haveDifferentNames, 'people whose addresses differ before the @'),
  ),
  audience: sentence,
  claimNamespace: text(/^[a-z][a-z\d+.-]*:\S*[^\s/]$/i, 'a URL without a slash at its end'),
}

const PROJECT: Checks<Omit<ProjectConfig, 'brand'>> = {
  name: text(/^[a-z\d]+(?:-[a-z\d]+)*$/, 'small letters, digits and hyphens, such as my-api'),
  console: members({ pages: oneOf('public', 'signed-in', 'off') }),
  realm: text(QUOTABLE, 'a text of ASCII without quotes and backslashes'),
  cookiePrefix: value(
    (given) => typeof given === 'string' && TOKEN.test(given) && !given.startsWith('__'),
    'a token (RFC 9110 §5.6.2) without __Host-, which every cookie of the gateway begins with',
  ),
  headerPrefix: value(
    isHeaderPrefix,
    'the beginning of headers in small letters, from x- to a hyphen, such as x-my-api-',
  ),
  webSocketSubprotocol: value(
    (given) => typeof given === 'string' && TOKEN.test(given) && given.length > 1 && given.endsWith('.'),
    'a token (RFC 9110 §5.6.2) with a dot at its end, such as my-api.bearer.',
  ),
  problemTypes: value(
    isAddress,
    'an https URL or a path that begins with a slash, such as https://example.com/errors#',
  ),
  ports: both(
    members({ gateway: port, tenant: port }),
    value(
      differ,
      `two ports that differ (${DEFAULT_PORTS.gateway} and ${DEFAULT_PORTS.tenant} where they are left out)`,
    ),
  ),
  tenant: members(TENANT),
  auth0: auth0Check,
}

/**
 * Finds what is wrong with the settings of a project; each a sentence.
 *
 * @param isFile whether there is a file at a path of the project
 */
export function checkConfig(config: unknown, isFile: (path: string) => boolean): readonly string[] {
  const brand: Checks<BrandConfig> = {
    title: sentence,
    logo: both(
      text(/\.(?:svg|png)$/i, 'the path of an SVG or a PNG in the project'),
      value((path) => isFile(String(path)), 'the path of a file that is there'),
    ),
    colours: members({ accent: members({ light: colour, dark: colour }, ['light', 'dark']) }, ['accent']),
  }
  const { name, ...others } = PROJECT
  return members({ name, brand: members(brand), ...others })(config, '')
}

function isHeaderPrefix(given: unknown): boolean {
  if (typeof given !== 'string' || !/^x-(?:[a-z\d]+-)+$/.test(given)) return false
  return !NEEDED_PREFIXES.some((needed) => needed.startsWith(given) || given.startsWith(needed))
}

function isAddress(given: unknown): boolean {
  if (typeof given !== 'string' || /[\s"<>\\]/.test(given)) return false
  return /^\/(?!\/)/.test(given) || (given.startsWith('https://') && URL.canParse(given))
}

function differ(given: unknown): boolean {
  const { gateway = DEFAULT_PORTS.gateway, tenant = DEFAULT_PORTS.tenant } = given as NonNullable<
    ProjectConfig['ports']
  >
  return gateway !== tenant
}

function haveDifferentNames(given: unknown): boolean {
  const people = given as readonly TenantUserConfig[]
  return new Set(people.map(({ email }) => email.toLowerCase().split('@')[0])).size === people.length
}
