// The scopes and settings of the API in Auth0 that the contracts require, in their three forms.
import { describe, expect, test } from 'vitest'
import { scopes } from '../../access/index.ts'
import { planOf } from './plan.ts'
import { renderDeployCli, renderTable, renderTerraform } from './render.ts'

const AUDIENCE = 'https://api.example.com'
const PLAN = planOf(AUDIENCE, { 'read:invoices': 'List invoices', 'pay:invoices': 'Pay "now" for ${all}' }, [
  { operationId: 'listInvoices', access: scopes('read:invoices') },
  { operationId: 'getInvoice', access: scopes('read:invoices') },
])

describe('the plan', () => {
  test('is a table of permissions with the operations that demand each', () => {
    const lines = renderTable(PLAN).split('\n')
    expect(lines[0]).toContain(AUDIENCE)
    expect(lines.slice(2, 5)).toEqual([
      'Permission     Description           Demanded by',
      'read:invoices  List invoices         listInvoices, getInvoice',
      'pay:invoices   Pay "now" for ${all}  its service',
    ])
  })

  test('is Terraform, with nothing that it would take for a template', () => {
    const text = renderTerraform(PLAN)
    expect(text).toContain('identifier       = "https://api.example.com"')
    expect(text).toContain('enforce_policies = true')
    expect(text).toContain('  scopes {\n    name        = "read:invoices"\n    description = "List invoices"\n  }\n')
    expect(text).toContain('description = "Pay \\"now\\" for $${all}"')
  })

  test('is YAML for auth0-deploy-cli', () => {
    expect(renderDeployCli(PLAN)).toContain(`resourceServers:
  - name: "Gatehouse"
    identifier: "https://api.example.com"
    signing_alg: RS256
    enforce_policies: true
    token_dialect: access_token_authz
    scopes:
      - value: "read:invoices"
        description: "List invoices"
      - value: "pay:invoices"
        description: "Pay \\"now\\" for \${all}"
`)
    expect(renderDeployCli({ name: 'Gatehouse', identifier: AUDIENCE, scopes: [] })).toContain('    scopes: []\n')
  })
})
