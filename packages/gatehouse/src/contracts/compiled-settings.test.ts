// Tests which settings of a project reach the running gateway.
import { expect, test } from 'vitest'
import { DEFAULT_BRAND } from '../console/brand.ts'
import { DEFAULT_PORTS } from '../config/defaults.ts'
import { REALM } from '../problem/problem.ts'
import type { ProjectSettings } from '../project/project-settings.ts'
import { compiledSettings } from './compiled-settings.ts'

const PROJECT: ProjectSettings = {
  name: 'gatehouse',
  title: DEFAULT_BRAND.title,
  realm: REALM,
  logo: null,
  accent: null,
  pages: 'public',
  cookiePrefix: undefined,
  headerPrefix: undefined,
  webSocketSubprotocol: undefined,
  problemTypes: undefined,
  ports: DEFAULT_PORTS,
  tenant: null,
  auth0: {},
}

test('what domains may exchange tokens for stands in the table', () => {
  const exchanges = [{ audience: 'https://reports.example', scopes: ['read:reports'] }]
  expect(compiledSettings({ ...PROJECT, auth0: { exchanges } }).exchanges).toEqual(exchanges)
  for (const auth0 of [{}, { exchanges: [] }])
    expect(compiledSettings({ ...PROJECT, auth0 })).not.toHaveProperty('exchanges')
})
