// Prints a plan: as a table for people, as Terraform, and as YAML for auth0-deploy-cli.
import { type Plan, SIGNING_ALGORITHMS, TOKEN_DIALECTS } from './plan.ts'

/** A table, and what else the API must be. */
export function renderTable({ identifier, scopes }: Plan): string {
  const rows = [
    ['Permission', 'Description', 'Demanded by'],
    ...scopes.map(({ name, description, operations }) => [name, description, operations.join(', ') || 'its service']),
  ]
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return `The API with the identifier ${identifier}, signing with ${SIGNING_ALGORITHMS[0]}, with RBAC and «Add Permissions in the Access Token»:

${lines.join('\n')}
`
}

/** Terraform, for the provider auth0/auth0. */
export function renderTerraform({ name: apiName, identifier, scopes }: Plan): string {
  const blocks = scopes.map(
    ({ name, description }) => `
  scopes {
    name        = ${hcl(name)}
    description = ${hcl(description)}
  }
`,
  )
  return `# Written by \`npm run tenant:plan -- --terraform\` from the contracts. An API that is there already is taken over with
# terraform import auth0_resource_server.gatehouse ID, and then the same for auth0_resource_server_scopes with its identifier.
resource "auth0_resource_server" "gatehouse" {
  name             = ${hcl(apiName)}
  identifier       = ${hcl(identifier)}
  signing_alg      = ${hcl(SIGNING_ALGORITHMS[0])}
  enforce_policies = true
  token_dialect    = ${hcl(TOKEN_DIALECTS[0])}
}

resource "auth0_resource_server_scopes" "gatehouse" {
  resource_server_identifier = auth0_resource_server.gatehouse.identifier
${blocks.join('')}}
`
}

/** YAML for `a0deploy import`. */
export function renderDeployCli({ name: apiName, identifier, scopes }: Plan): string {
  const items = scopes.map(
    ({ name, description }) => `      - value: ${yaml(name)}\n        description: ${yaml(description)}\n`,
  )
  return `# Written by \`npm run tenant:plan -- --deploy-cli\` from the contracts: a part of tenant.yaml for auth0-deploy-cli.
resourceServers:
  - name: ${yaml(apiName)}
    identifier: ${yaml(identifier)}
    signing_alg: ${SIGNING_ALGORITHMS[0]}
    enforce_policies: true
    token_dialect: ${TOKEN_DIALECTS[0]}
    scopes:${scopes.length === 0 ? ' []' : ''}
${items.join('')}`
}

// In HCL, two characters more begin a template; the first of them doubled, they do not.
function hcl(text: string): string {
  return JSON.stringify(text).replaceAll(/[$%](?=\{)/g, (sign) => sign + sign)
}

// A JSON string is one of YAML too.
function yaml(text: string): string {
  return JSON.stringify(text)
}
