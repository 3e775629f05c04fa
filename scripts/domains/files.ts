// What the files of a new domain say, formatted as the project's are, and what the shared files say with it and without it.
import { readFileSync } from 'node:fs'
import { format } from 'oxfmt'
import { parse } from 'smol-toml'
import { withEnvironments } from '../deploy/environment-tables.ts'
import { databaseFiles } from './database-files.ts'
import { listFiles } from './list-files.ts'
import { addService, removeService } from './toml.ts'
import { addRow, removeRow } from './table.ts'
import { bindingsFile, type DomainPlan, indexFile, wranglerToml } from './worker-files.ts'

/** The table of services, and the gateway's configuration: what a domain changes of others. */
const TABLE = 'src/gateway/services.ts'
const GATEWAY_TOML = 'wrangler.toml'

/** Texts of files by their path. */
export type Files = Readonly<Record<string, string>>

/** Every file of a domain's folder. */
export async function domainFiles(plan: DomainPlan): Promise<Files> {
  const files: Files = {
    'wrangler.toml': wranglerToml(plan),
    'src/bindings.ts': bindingsFile(plan),
    'src/index.ts': indexFile(plan),
    ...(plan.withDatabase ? databaseFiles(plan) : listFiles(plan)),
  }
  const entries = Object.entries(files).map(
    async ([path, text]) => [`workers/${plan.spelling.name}/${path}`, await formatted(path, text)] as const,
  )
  return Object.fromEntries(await Promise.all(entries))
}

/** The shared files with a domain in them. */
export async function withDomain({ spelling: { name, binding }, gateway }: DomainPlan): Promise<Files> {
  const service = { binding, service: `${gateway.name}-${name}` }
  return {
    ...(await withRow({ name, binding })),
    [GATEWAY_TOML]: addService(readFileSync(GATEWAY_TOML, 'utf8'), service),
  }
}

/** The table with the row of a service in another technology. */
export async function withOrigin(name: string, origin: string): Promise<Files> {
  return await withRow({ name, origin })
}

/** The shared files without a service. @param binding of a domain; `null` for a service in another technology */
export async function withoutService(name: string, binding: string | null): Promise<Files> {
  const table = await formatted(TABLE, removeRow(readFileSync(TABLE, 'utf8'), name))
  if (binding === null) return { [TABLE]: table }
  return { [TABLE]: table, [GATEWAY_TOML]: removeService(readFileSync(GATEWAY_TOML, 'utf8'), binding) }
}

/** A text as oxfmt would leave it, by the project's own settings. */
export async function formatted(path: string, text: string): Promise<string> {
  if (!/\.(?:ts|json)$/.test(path)) return text
  const {
    ignorePatterns: _,
    $schema: _schema,
    ...settings
  } = JSON.parse(readFileSync('.oxfmtrc.json', 'utf8')) as Record<string, unknown>
  const { code, errors } = await format(path, text, settings)
  if (errors.length > 0)
    throw new Error(`${path} can't be formatted: ${errors.map(({ message }) => message).join('; ')}`)
  return code
}

async function withRow(row: Readonly<Record<string, string>>): Promise<Files> {
  return { [TABLE]: await formatted(TABLE, addRow(readFileSync(TABLE, 'utf8'), row)) }
}

/** A file as it stands once the environments are written: a wrangler.toml gets theirs, and no other file anything. */
export function asWritten(path: string, text: string): string {
  return path.endsWith('wrangler.toml') ? withEnvironments(text, parse(text)) : text
}
