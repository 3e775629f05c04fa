// Finds the variables that the policies of a project name as secrets of webhooks, and gives each its secret for tests.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { GENERATED } from '../contracts/compile.ts'
import type { GatewayTable } from '../gateway/handler.ts'
import { webhookSecret } from './sign-webhook.ts'

/** The secrets of a project by variable; none before its contracts were compiled. @param root the folder of the project */
export function webhookSecretsOf(root: string): Readonly<Record<string, string>> {
  const file = join(resolve(root, GENERATED), 'table.ts')
  if (!existsSync(file)) return {}
  const { TABLE: table } = createRequire(import.meta.url)(file) as { TABLE: GatewayTable }
  const names = table.routes.flatMap(({ access }) => (access.kind === 'signedBy' ? [access.secret] : []))
  return Object.fromEntries(names.map((name) => [name, webhookSecret(name)]))
}
