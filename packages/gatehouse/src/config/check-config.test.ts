// Tests the messages about gatehouse.config.ts.
import { expect, test } from 'vitest'
import { checkConfig } from './check-config.ts'
import { defineConfig } from './index.ts'
import type { ProjectConfig } from './project-config.ts'

const isThere = (path: string): boolean => path !== 'none.svg'

const EVERYTHING: Required<ProjectConfig> = {
  name: 'my-api',
  brand: {
    title: 'My API',
    logo: 'assets/logo.svg',
    colours: { accent: { light: '#7a1fa2', dark: '#fff' } },
  },
  console: { pages: 'signed-in' },
  realm: 'my api',
  cookiePrefix: 'my-api',
  headerPrefix: 'x-my-api-',
  webSocketSubprotocol: 'my-api.bearer.',
  problemTypes: 'https://example.com/errors#',
  ports: { gateway: 7060, tenant: 7061 },
  auth0: {
    name: 'My API',
    gatewayUrls: { staging: 'https://api.staging.example.com' },
    login: true,
    machine: { permissions: ['read:things'] },
    tokens: { algorithm: 'PS256', profile: 'rfc9068', lifetimeSeconds: 3600 },
    refreshTokens: { overlapSeconds: 30, lifetimeSeconds: 864_000, idleSeconds: 86_400 },
    claims: { plan: 'user.app_metadata.plan' },
    roles: { editor: { description: 'Edits', permissions: 'all' } },
    backchannelLogout: false,
    events: { url: 'https://hooks.example.com/auth0', types: ['user.updated'] },
    confirmLocalLogins: false,
    resourceParameter: true,
  },
  tenant: {
    users: [
      {
        email: 'ann@example.com',
        password: 'secret',
        name: 'Ann',
        permissions: 'all',
        roles: ['editor'],
        claims: { plan: 'gold', level: 3 },
        organizations: ['org_1'],
      },
      { email: 'bob@example.com', permissions: ['read:payments'] },
    ],
    audience: 'https://api.example.com',
    claimNamespace: 'https://example.com',
  },
}

test.each([
  ['everything', EVERYTHING],
  ['nothing', {}],
  ['members that are undefined', { name: undefined, brand: undefined }],
  ['a path for the types of problems', { problemTypes: '/errors/' }],
])('a configuration with %s is right', (_what, config) => {
  expect(checkConfig(config, isThere)).toEqual([])
})

test.each<[unknown, string]>([
  [
    { titel: 'x' },
    'titel is unknown: known are name, brand, console, realm, cookiePrefix, headerPrefix, webSocketSubprotocol, problemTypes, ports, tenant, auth0',
  ],
  [{ auth0: { role: {} } }, 'auth0.role is unknown: known in auth0 are name, gatewayUrls, login, '],
  [
    { auth0: { claims: { plan: 'usr.app_metadata.plan' } } },
    'auth0.claims.plan takes a member of the event of a login, such as user.app_metadata.plan, not "usr.app_metadata.plan"',
  ],
  [{ auth0: { roles: { editor: {} } } }, 'auth0.roles.editor.permissions is missing'],
  [{ auth0: { gatewayUrls: { staging: 'https://a.example.com/' } } }, 'takes an https origin'],
  [{ auth0: { machine: 'all' } }, 'auth0.machine takes an object with permissions, not "all"'],
  [{ brand: { tittle: 'x' } }, 'brand.tittle is unknown: known in brand are title, logo, colours'],
  [{ toString: 1 }, 'toString is unknown: known are name, '],
  [[], 'it takes an object with name, brand, '],
  [{ brand: 'x' }, 'brand takes an object with title, logo, colours, not "x"'],
  [{ name: 'My API' }, 'name takes small letters, digits and hyphens, such as my-api, not "My API"'],
  [{ brand: { title: '' } }, 'brand.title takes a text, not ""'],
  [{ brand: { logo: 'logo.gif' } }, 'brand.logo takes the path of an SVG or a PNG in the project, not "logo.gif"'],
  [{ brand: { logo: 'none.svg' } }, 'brand.logo takes the path of a file that is there, not "none.svg"'],
  [{ brand: { colours: {} } }, 'brand.colours.accent is missing'],
  [
    { brand: { colours: { accent: { light: 'red', dark: '#000' } } } },
    'brand.colours.accent.light takes a colour such as #0b6bcb, not "red"',
  ],
  [{ brand: { colours: { accent: { light: '#000;}', dark: '#000' } } } }, 'brand.colours.accent.light takes a colour'],
  [{ brand: { colours: { accent: { light: '#000' } } } }, 'brand.colours.accent.dark is missing'],
  [{ console: { pages: 'private' } }, 'console.pages takes "public", "signed-in" or "off", not "private"'],
  [{ realm: 'a"b' }, 'realm takes a text of ASCII without quotes and backslashes, not "a\\"b"'],
  [{ cookiePrefix: 'a b' }, 'cookiePrefix takes a token (RFC 9110 §5.6.2) without __Host-'],
  [{ cookiePrefix: '__Host-a' }, 'cookiePrefix takes a token (RFC 9110 §5.6.2) without __Host-'],
  [{ headerPrefix: 'my-api-' }, 'headerPrefix takes the beginning of headers in small letters, from x- to a hyphen'],
  [{ headerPrefix: 'x-' }, 'headerPrefix takes '],
  [{ headerPrefix: 'x-request-' }, 'headerPrefix takes '],
  [{ headerPrefix: 'x-(a|b)-' }, 'headerPrefix takes '],
  [{ webSocketSubprotocol: 'a,b.' }, 'webSocketSubprotocol takes a token (RFC 9110 §5.6.2) with a dot at its end'],
  [{ webSocketSubprotocol: 'bearer' }, 'webSocketSubprotocol takes '],
  [{ problemTypes: '//example.com/' }, 'problemTypes takes an https URL or a path that begins with a slash'],
  [{ problemTypes: 'http://example.com/' }, 'problemTypes takes '],
  [{ ports: { gateway: 65_536 } }, 'ports.gateway takes a whole number from 1 to 65535, not 65536'],
  [{ ports: { tenant: '7061' } }, 'ports.tenant takes a whole number from 1 to 65535, not "7061"'],
  [{ ports: { gateway: 7000, tenant: 7000 } }, 'ports takes two ports that differ'],
  [
    { ports: { gateway: 6061 } },
    'ports takes two ports that differ (6060 and 6061 where they are left out), not {"gateway":6061}',
  ],
  [{ tenant: { users: [] } }, 'tenant.users takes a list of at least one person, not []'],
  [{ tenant: { users: [{}] } }, 'tenant.users[0].email is missing'],
  [{ tenant: { users: [{ email: 'ann' }] } }, 'tenant.users[0].email takes an email address, not "ann"'],
  [
    { tenant: { users: [{ email: 'a@b', permissions: 'some' }] } },
    'tenant.users[0].permissions takes "all" or a list of permissions, not "some"',
  ],
  [{ tenant: { users: [{ email: 'a@b', roles: [1] }] } }, 'tenant.users[0].roles[0] takes a text, not 1'],
  [
    { tenant: { users: [{ email: 'a@b' }, { email: 'A@c' }] } },
    'tenant.users takes people whose addresses differ before the @',
  ],
  [
    { tenant: { claimNamespace: 'https://example.com/' } },
    'tenant.claimNamespace takes a URL without a slash at its end',
  ],
  [{ realm: () => 'x' }, 'realm takes a text of ASCII without quotes and backslashes, not a function'],
])('%j is told as a sentence', (config, sentence) => {
  expect(checkConfig(config, isThere)).toEqual([expect.stringContaining(sentence)])
})

test('every defect is reported at once', () => {
  expect(checkConfig({ name: 'A', colour: 'x', ports: { gateway: 0, tenant: 0 } }, isThere)).toHaveLength(4)
})

test('an unknown member is an error of the compiler', () => {
  // @ts-expect-error -- it is called title
  expect(defineConfig({ brand: { tittle: 'x' } })).toBeDefined()
  // @ts-expect-error -- it is called roles
  expect(defineConfig({ auth0: { role: {} } })).toBeDefined()
  // @ts-expect-error -- an event has a user, and no usr
  expect(defineConfig({ auth0: { claims: { plan: 'usr.app_metadata.plan' } } })).toBeDefined()
  // @ts-expect-error -- a colour begins with #
  expect(defineConfig({ brand: { colours: { accent: { light: 'red', dark: '#000' } } } })).toBeDefined()
})
