// Adds a domain, or a service in another technology: copies a template folder under another name, and compiles the contracts.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { isOrigin } from '../gateway/upstream/origin-address.ts'
import { readTable } from '../project/compiled.ts'
import { readConfig } from '../project/config-files.ts'
import { readConfigView } from '../project/worker-config.ts'
import { domainNames, foldersIn, GATEWAY } from '../project/workers.ts'
import { CommandError } from './command-error.ts'
import { fetchDocument } from '../contracts/documents/fetch-document.ts'
import { stableText } from '../contracts/documents/stable-order.ts'
import { compile } from './contracts.ts'
import { markGaps } from './import.ts'
import { removeFolder } from './remove-folder.ts'
import { findNameFault, renameTemplate, type TakenNames } from './service-name.ts'
import { writeTypes } from './types.ts'

const TEMPLATES = join(dirname(fileURLToPath(import.meta.url)), '../../templates')

/** Options of the command. */
export interface NewOptions {
  readonly d1?: boolean
  readonly origin?: string
  readonly document?: string
}

/** Adds a service to the project in the working directory. @throws CommandError when the name is not available */
export async function addService(name: string, { d1 = false, origin, document }: NewOptions): Promise<void> {
  if (origin !== undefined && d1)
    throw new CommandError('--d1 is for a Worker: a service in another technology keeps its own data')
  if (origin !== undefined && !isOrigin(origin))
    throw new CommandError(`--origin needs an origin such as https://${name}.example.com, without a path`)
  if (document !== undefined && origin === undefined)
    throw new CommandError('--document is for a service in another technology: name its --origin too')
  const imported = document === undefined ? undefined : stableText(await fetchDocument(document))
  const taken = await readTaken()
  const fault = findNameFault(name, taken)
  if (fault !== null) throw new CommandError(fault)
  const [parent, template] =
    origin === undefined ? ['workers', d1 ? 'domain-d1' : 'domain'] : (['origins', 'origin'] as const)
  const folder = join(parent, name)
  // Complete or absent: a domain is its folder, and no other process may see half of it.
  const unfinished = resolve('.wrangler', `new-${name}-${process.pid}`)
  try {
    copyTemplate(join(TEMPLATES, template), unfinished, (text) => renameTemplate(text, name, taken.schemas))
    if (origin !== undefined) writeOrigin(join(unfinished, 'service.ts'), name, origin, document)
    if (imported !== undefined) writeFileSync(join(unfinished, 'openapi.json'), imported)
    mkdirSync(parent, { recursive: true })
    renameSync(unfinished, folder)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  format(folder)
  try {
    await compile()
  } catch (error) {
    removeFolder(folder)
    throw error
  }
  if (origin === undefined) await writeTypes()
  if (imported !== undefined) {
    await markGaps(name)
    format(folder)
  }
  for (const file of filesIn(folder)) console.log(`made  ${file}`)
  console.log(nextSteps(name, origin, document))
}

function copyTemplate(from: string, to: string, change: (text: string) => string): void {
  for (const file of filesIn(from)) {
    const path = join(to, change(relative(from, file)))
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, change(readFileSync(file, 'utf8')))
  }
}

function writeOrigin(path: string, name: string, origin: string, document: string | undefined): void {
  // A file is imported once; an address again whenever the service changes.
  const isAddress = document !== undefined && URL.canParse(document)
  const members = { origin, ...(isAddress && { from: document }) }
  const lines = Object.entries(members).map(([member, value]) => `  ${member}: ${literalOf(value)},\n`)
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(`{ origin: 'https://${name}.example.com' }`, () => `{\n${lines.join('')}}`),
  )
}

// Data of the caller, as a string of TypeScript.
function literalOf(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1)
  return `'${inner.replaceAll(String.raw`\"`, '"').replaceAll("'", String.raw`\'`)}'`
}

// Another name makes other lines too long: the project's formatter, if it has one, breaks them as it would.
function format(folder: string): void {
  try {
    const formatter = createRequire(resolve('package.json')).resolve('oxfmt/package.json')
    spawnSync(execPath, [join(dirname(formatter), 'bin/oxfmt'), folder], { stdio: 'ignore' })
  } catch {
    // The project has another formatter.
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'worker-configuration.d.ts')
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

async function readTaken(): Promise<TakenNames> {
  await compile()
  const { routes } = await readTable()
  const document = JSON.parse(readFileSync('src/generated/openapi.json', 'utf8')) as {
    components?: { schemas?: object }
  }
  const config = readConfigView(readConfig(GATEWAY, 'test'))
  return {
    services: [...domainNames(), ...(existsSync('origins') ? foldersIn('origins') : [])],
    paths: routes.map(({ path, service }) => ({ path, service: service ?? 'the gateway' })),
    bindings: [
      ...(config.kv_namespaces ?? []).map(({ binding }) => binding),
      ...(config.durable_objects?.bindings ?? []).map((binding) => binding.name),
      ...(config.ratelimits ?? []).map((limit) => limit.name),
      ...Object.keys(config.vars),
      'ASSETS',
      'ANALYTICS',
    ],
    schemas: Object.keys(document.components?.schemas ?? {}),
  }
}

function nextSteps(name: string, origin: string | undefined, document: string | undefined): string {
  const plan = 'gatehouse tenant apply           gives the API in Auth0 the permissions that it must have now'
  if (origin === undefined)
    return `
Next:
  npm run dev                      http://localhost:6060/${name}, and its documentation at /docs
  npm test -- ${name}
  workers/${name}/contract.ts      its schemas, its routes, and the access that each demands
  ${plan}`
  return `
Next:
  origins/${name}/openapi.json     ${documentStep(name, document)}
  origins/${name}/service.ts       where it is, and what its document does not say
  ${plan}`
}

function documentStep(name: string, document: string | undefined): string {
  if (document === undefined) return `the service's own OpenAPI document: gatehouse import ${name} <address>`
  return `its document: gatehouse import ${name} ${URL.canParse(document) ? 'fetches' : `${document} reads`} it again`
}
