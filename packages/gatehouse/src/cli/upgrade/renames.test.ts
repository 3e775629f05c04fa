import { expect, test } from 'vitest'
import { renameInConfig, renameInModule, renameInVariables } from './renames.ts'

test.each([
  ['a code', "throw new ProblemError('resource_unknown')", "throw new ProblemError('not_found')"],
  ['a code in double quotes', 'if (code === "token_bound") retry()', 'if (code === "proof_required") retry()'],
  [
    'an export, wherever it is used',
    "import { createDomain, Refusal } from 'gatehouse/domain'\nthrow new Refusal('not_found')",
    "import { createDomain, ProblemError } from 'gatehouse/domain'\nthrow new ProblemError('not_found')",
  ],
  [
    'the modules of a copy of the repository',
    "import { scopes } from '#access/policy.ts'\nimport { Refusal } from '#http'",
    "import { scopes } from 'gatehouse/access'\nimport { ProblemError } from 'gatehouse/domain'",
  ],
])('a module gets the new name of %s, once', (_title, before, after) => {
  expect(renameInModule(before)).toBe(after)
  expect(renameInModule(after)).toBe(after)
})

test.each([
  ['a longer text', "const message = 'resource_unknown is old'"],
  ['another name that ends alike', "const code = 'my_route_unknown'"],
  ['an export of another package', "import { Refusal } from 'ours'\nnew Refusal()"],
])('a module keeps %s', (_title, text) => {
  expect(renameInModule(text)).toBe(text)
})

test('variables get their new names, commented ones too, and values and other names stay', () => {
  const before = 'SESSION_KEYS="a"\n# LOG_SALT = "b"\nMY_SESSION_KEYS="SESSION_KEYS=c"\nAUTH0_DOMAIN="d"\n'
  expect(renameInVariables(before)).toBe(
    'GATEHOUSE_SESSION_KEYS="a"\n# GATEHOUSE_LOG_SALT = "b"\nMY_SESSION_KEYS="SESSION_KEYS=c"\nAUTH0_DOMAIN="d"\n',
  )
})

test('only the tables of variables of a wrangler.toml are changed', () => {
  const before = '[vars]\nDPOP = "off"\n\n[other]\nDPOP = 1\n\n[env.qa.vars]\nDPOP = "required"\n'
  expect(renameInConfig(before)).toBe(
    '[vars]\nGATEHOUSE_DPOP = "off"\n\n[other]\nDPOP = 1\n\n[env.qa.vars]\nGATEHOUSE_DPOP = "required"\n',
  )
})

test('the module of a gateway exports each class of its Durable Objects, once', () => {
  const former = 'export default gateway.worker\nexport const { KeyService, ProofMemory } = gateway\n'
  const upgraded = 'export default gateway.worker\nexport const { KeyService, ProofMemory, Exchange } = gateway\n'
  expect(renameInModule(former)).toBe(upgraded)
  expect(renameInModule(upgraded)).toBe(upgraded)
})
