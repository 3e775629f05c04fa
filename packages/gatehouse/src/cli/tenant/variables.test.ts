// The variables and secrets that a tenant gives the gateway, and the texts that they are written into.
import { describe, expect, test } from 'vitest'
import { changeDevVars, changeToml } from './variable-text.ts'
import { compareVariables } from './variables.ts'

const VALUES = {
  domain: 'tenant.example.com',
  audience: 'https://api.example.com',
  clientId: 'login',
  pagesClientId: 'pages',
  exchangeClientId: null,
  callbackUrl: 'https://gw.example.com/auth/callback',
  claimNamespace: null,
  withLogin: true,
  withExchange: false,
}
const MADE = { GATEHOUSE_SESSION_KEYS: 'x', GATEHOUSE_KV_SECRET: 'x', GATEHOUSE_LOG_SALT: 'x' }
const COMPLETE = {
  AUTH0_DOMAIN: 'other.example.com, tenant.example.com',
  AUTH0_AUDIENCE: 'https://api.example.com',
  AUTH0_CLIENT_ID: 'login',
  AUTH0_PAGES_CLIENT_ID: 'pages',
  AUTH0_CALLBACK_URL: 'https://elsewhere.example.com/back',
  AUTH0_CLIENT_SECRET: 'x',
  ...MADE,
}
const changed = (variables: Record<string, string>, secrets: readonly string[] = [], isCurrent = true) =>
  compareVariables({ variables, secrets }, VALUES, () => isCurrent).map(({ sign, name }) => `${sign} ${name}`)

describe('the variables', () => {
  test('that are right need no change, in a list too, nor does another callback', () => {
    expect(changed(COMPLETE)).toEqual([])
  })

  test('of an application that is another one come with its secret', () => {
    expect(changed({ ...COMPLETE, AUTH0_CLIENT_ID: 'old' })).toEqual(['~ AUTH0_CLIENT_ID', '~ AUTH0_CLIENT_SECRET'])
    const { AUTH0_CLIENT_SECRET: _, ...others } = COMPLETE
    expect(changed(others, ['AUTH0_CLIENT_SECRET'])).toEqual([])
    expect(changed({ ...others, AUTH0_CLIENT_ID: 'old' }, ['AUTH0_CLIENT_SECRET'])).toContain('~ AUTH0_CLIENT_SECRET')
  })

  test('have a secret that differs from the one of the tenant replaced', () => {
    expect(changed(COMPLETE, [], false)).toEqual(['~ AUTH0_CLIENT_SECRET'])
  })

  test('are all there for a project that has none', () => {
    expect(changed({})).toHaveLength(9)
  })
})

describe('.dev.vars', () => {
  test('keeps its comments, its order and every other line', () => {
    const text = '# Ours\nexport AUTH0_DOMAIN=old # why\nOTHER="a b"\nAUTH0_CLIENT_ID=one\nAUTH0_CLIENT_ID=two\n'
    expect(changeDevVars(text, { AUTH0_DOMAIN: 'new', AUTH0_CLIENT_ID: 'three', AUTH0_AUDIENCE: 'https://x' })).toBe(
      '# Ours\nAUTH0_DOMAIN="new"\nOTHER="a b"\nAUTH0_CLIENT_ID=one\nAUTH0_CLIENT_ID="three"\nAUTH0_AUDIENCE="https://x"\n',
    )
    expect(changeDevVars('', { A: 'b' })).toBe('A="b"\n')
  })

  test.each([
    ['a value over several lines', 'KEY="first\nAUTH0_DOMAIN=second"\n', { AUTH0_DOMAIN: 'new' }],
    ['a value with a quote', '', { AUTH0_DOMAIN: 'a"b' }],
  ])('is left as it is for %s', (_title, text, values) => {
    expect(changeDevVars(text, values)).toBeNull()
  })
})

describe('wrangler.toml', () => {
  const TEXT = `name = "api"

[env.staging]
# routes = []

[env.staging.vars]
# AUTH0_DOMAIN = "example.eu.auth0.com"
AUTH0_CLIENT_ID = "old" # ours

[env.production.vars]
AUTH0_CLIENT_ID = "production"
`

  test('has the values in the table of the environment, and is otherwise the same', () => {
    expect(changeToml(TEXT, 'staging', { AUTH0_CLIENT_ID: 'new', AUTH0_DOMAIN: 'tenant.example.com' })).toBe(
      TEXT.replace(
        'AUTH0_CLIENT_ID = "old" # ours\n',
        'AUTH0_CLIENT_ID = "new"\nAUTH0_DOMAIN = "tenant.example.com"\n',
      ),
    )
  })

  test('gets a table for an environment without variables', () => {
    const changedText = changeToml('[env.staging]\nroutes = []\n', 'staging', { AUTH0_DOMAIN: 'a.b' })
    expect(changedText).toBe('[env.staging]\nroutes = []\n\n[env.staging.vars]\nAUTH0_DOMAIN = "a.b"\n')
    const emptied = changeToml('[env.staging.vars]\n# A = "x"\n\n[other]\nA = "y"\n', 'staging', { A: 'z' })
    expect(emptied).toBe('[env.staging.vars]\nA = "z"\n# A = "x"\n\n[other]\nA = "y"\n')
  })

  test.each([
    ['an inline table', '[env]\nstaging = { vars = { A = "x" } }\n'],
    ['a text that looks like the table', 'text = """\n[env.staging.vars]\nA = "x"\n"""\n'],
    ['a value over several lines', '[env.staging.vars]\nB = """\nA = 1\n"""\n'],
  ])('is left as it is for %s', (_title, text) => {
    expect(changeToml(text, 'staging', { A: 'z' })).toBeNull()
  })
})
