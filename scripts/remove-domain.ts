// Removes a domain, or a service in another technology: its folder, its binding, its row, and what is generated from them. All
// of it or nothing, and nothing that somebody has written and not committed.
import { existsSync } from 'node:fs'
import { exit } from 'node:process'
import { parseArgs } from 'node:util'
import { unstable_readConfig } from 'wrangler'
import { originVariableOf } from '../src/gateway/origin-address.ts'
import { SERVICES } from '../src/gateway/services.ts'
import { isAsNew } from './domains/as-new.ts'
import { filesIn, removeFolder } from './domains/folder.ts'
import { withoutService } from './domains/files.ts'
import { becomes, begin, makeChange } from './domains/steps.ts'
import { uncommittedIn } from './domains/uncommitted.ts'
import { domainWorkers } from './workers.ts'

const USAGE = `usage: npm run remove:domain -- NAME [--force]

  --force   also when its folder holds work that is not committed, or a file that git ignores, as .dev.vars`

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { force: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  })
  const [name, ...more] = positionals
  if (values.help) {
    console.log(USAGE)
    exit(0)
  }
  if (name === undefined || more.length > 0) throw new TypeError('give one name')
  begin()
  const row = SERVICES.find((service) => service.name === name)
  if (row === undefined) throw new TypeError(`src/gateway/services.ts has no row "${name}"`)
  const folder = 'origin' in row ? `origins/${name}` : `workers/${name}`
  const callers = 'origin' in row ? [] : callersOf(row.binding, name)
  if (callers.length > 0)
    throw new TypeError(`${callers.join(' and ')} calls it: remove the binding there first, and what uses it`)
  const work = values.force || (await isAsNew(name, folder)) ? [] : uncommittedIn(folder)
  if (work.length > 0)
    throw new TypeError(
      `${folder} holds work that is not committed (${work.join(', ')}): commit it, or keep it elsewhere, or say --force`,
    )
  const files = await withoutService(name, 'origin' in row ? null : row.binding)
  await makeChange(
    (change) => {
      for (const path of [...filesIn(folder), ...typesIn(folder)]) change.remove(path)
      for (const [path, text] of Object.entries(files)) change.write(path, text, becomes(path, text))
      removeFolder(folder)
    },
    'origin' in row ? [] : ['gateway'],
  )
  console.log(`removed  ${folder}`)
  for (const path of Object.keys(files)) console.log(`changed  ${path}`)
  console.log(
    'origin' in row
      ? `Take ${originVariableOf(name)} out of .dev.vars, of [env.….vars] and of the secrets: a variable that belongs to no service ` +
          'leaves all of them without an address. The service itself and the permissions in Auth0 are still there.'
      : 'A deployed Worker, its database and the permissions in Auth0 are still there: remove them by hand.',
  )
} catch (error) {
  if (!(error instanceof TypeError)) throw error
  console.error(`${error.message}\n\n${USAGE}`)
  exit(1)
}

function callersOf(binding: string, name: string): string[] {
  return domainWorkers().flatMap(({ folder, configPath }) => {
    const { services = [] } = unstable_readConfig({ config: configPath }, { hideWarnings: true })
    return folder !== name && services.some((service: { binding: string }) => service.binding === binding)
      ? [`workers/${folder}`]
      : []
  })
}

// Whoever undoes the change puts them back, although they are nobody's work.
function typesIn(folder: string): string[] {
  return [`${folder}/worker-configuration.d.ts`].filter((path) => existsSync(path))
}
