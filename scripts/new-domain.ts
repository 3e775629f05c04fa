// Adds a domain: its folder under workers/, its binding, its row, and everything that is generated from them. All of it or
// nothing. With --origin it is a service in another technology, with a document under origins/ for a contract.
import { exit } from 'node:process'
import { parseArgs } from 'node:util'
import { isOrigin } from '../src/gateway/origin-address.ts'
import { domainFiles, type Files, formatted, withDomain, withOrigin } from './domains/files.ts'
import { checkName, spell } from './domains/names.ts'
import { originDocument } from './domains/origin-files.ts'
import { readGatewayPlan, readTaken } from './domains/project.ts'
import { becomes, begin, makeChange } from './domains/steps.ts'
import { type DomainPlan, operationsOf } from './domains/worker-files.ts'

const USAGE = `usage: npm run new:domain -- NAME [--public] [--d1] [--origin https://…]

  NAME       small letters, digits and hyphens, usually a plural: invoices. The path of its routes is /NAME.
  --public   anyone may read; otherwise the scope read:NAME is demanded. Writing always demands write:NAME.
  --d1       with a D1 database, a first migration, and a route that adds to it
  --origin   a service in another technology at this origin, with origins/NAME/openapi.json for a contract`

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      public: { type: 'boolean', default: false },
      d1: { type: 'boolean', default: false },
      origin: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const [name, ...more] = positionals
  if (values.help) {
    console.log(USAGE)
    exit(0)
  }
  if (name === undefined || more.length > 0) throw new TypeError('give one name')
  if (values.origin !== undefined && values.d1)
    throw new TypeError('--d1 is for a Worker; a service in another technology keeps its own data')
  if (values.origin !== undefined && !isOrigin(values.origin))
    throw new TypeError(`--origin needs an origin such as https://${name}.example.com, without a path`)
  begin()
  const taken = readTaken()
  const reasons = checkName(name, taken)
  if (reasons.length > 0) throw new TypeError(reasons.join('\n'))
  const plan: DomainPlan = {
    spelling: spell(name, taken.schemas),
    isPublic: values.public,
    withDatabase: values.d1,
    gateway: readGatewayPlan(),
  }
  await (values.origin === undefined ? addDomain(plan) : addOrigin(plan, values.origin))
} catch (error) {
  if (!(error instanceof TypeError)) throw error
  console.error(`${error.message}\n\n${USAGE}`)
  exit(1)
}

async function addDomain(plan: DomainPlan): Promise<void> {
  const { name, one } = plan.spelling
  const { other } = operationsOf(plan)
  await add(`workers/${name}`, { ...(await domainFiles(plan)), ...(await withDomain(plan)) }, ['gateway', name])
  console.log(`
Next:
  npm run dev                     http://localhost:6060/${name} and its documentation at /docs
  npx vitest run workers/${name}
  workers/${name}/contract.ts     what it offers: its schemas, its routes, and the access that each demands
  workers/${name}/src             what it does: ${other}, one file a route, and what one ${one} is made of
  npm run contracts               after every change of the contract; commit src/gateway/generated with it
  npm run tenant:plan             the permissions that the API in Auth0 must have now
`)
}

async function addOrigin({ spelling, isPublic }: DomainPlan, origin: string): Promise<void> {
  const { name, binding } = spelling
  const file = `origins/${name}/openapi.json`
  const document = await formatted(file, originDocument(spelling, isPublic))
  await add(`origins/${name}`, { [file]: document, ...(await withOrigin(name, origin)) }, [])
  console.log(`
Next:
  ${file}   put the service's own OpenAPI document here, then: npm run contracts
  GATEHOUSE_ORIGIN_${binding}=http://127.0.0.1:8000 in .dev.vars, then npm run dev, to try it with a service on this machine
  npm run tenant:plan   the permissions that the API in Auth0 must have now
`)
}

async function add(folder: string, files: Files, typed: readonly string[]): Promise<void> {
  await makeChange((change) => {
    // Kept as missing: to undo the change is to remove all of it, whoever wrote what is in it.
    change.keep(folder)
    for (const [path, text] of Object.entries(files)) change.write(path, text, becomes(path, text))
  }, typed)
  for (const path of Object.keys(files)) console.log(path.startsWith(folder) ? `made     ${path}` : `changed  ${path}`)
}
