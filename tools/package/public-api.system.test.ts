// Everything that the package exports is documented where it is declared, and every example there is code that compiles against the
// package as it is packed, under the options that a project gets.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PackedProject, packedProject } from './packed-project.ts'
import { type PublicExport, readPublicApi } from './public-api.ts'

const LONG_MILLIS = 300_000

const entries = readPublicApi()
const everything = entries.flatMap(({ specifier, exports }) => exports.map((item) => ({ specifier, ...item })))

/** What an example may find in its project: a compiled table, a contract, a document, and the bindings of its Worker. */
const SURROUNDINGS = {
  'contract.ts': exampleOf('defineRoute'),
  'examples/generated/table.ts':
    "import type { GatewayTable } from 'gatehouse'\n" +
    'export const TABLE: GatewayTable = { routes: [], services: [], summaries: [], scopes: [] }\n',
  'examples/openapi.json': '{ "paths": {} }\n',
  'env.d.ts': 'declare namespace Cloudflare { interface Env { KEYS: KVNamespace } }\n',
  'tsconfig.json': JSON.stringify({ extends: 'gatehouse/tsconfig.json', include: ['env.d.ts', 'examples'] }),
}

function exampleOf(wanted: string): string {
  return everything.find(({ name }) => name === wanted)?.examples[0] ?? ''
}

// Each example in a file that is named after its export, so that an error says whose it is.
function exampleFiles(): Record<string, string> {
  return Object.fromEntries(
    everything.flatMap(({ specifier, name, examples }) =>
      examples.map((code, index) => [`examples/${specifier.replaceAll('/', '-')}.${name}.${index + 1}.ts`, code]),
    ),
  )
}

// A module for each entry that does not compile when a value of the package was not read above, or a name is not there.
function namesFiles(): Record<string, string> {
  return Object.fromEntries(
    entries.map(({ specifier, exports }) => {
      const values = exports.filter(({ kind }) => kind !== 'type').map(({ name }) => `${name}: true`)
      const names = exports.filter(({ name }) => name !== 'default').map(({ name }) => name)
      const code = `import type * as entry from '${specifier}'
export type { ${names.join(', ')} } from '${specifier}'
export const values: Record<keyof typeof entry, true> = { ${values.join(', ')} }\n`
      return [`examples/names/${specifier.replaceAll('/', '-')}.ts`, code]
    }),
  )
}

function faultsOf({ name, kind, description, examples }: PublicExport): string[] {
  return [
    ...(description.endsWith('.') ? [] : [`${name} has no comment of whole sentences`]),
    ...(kind === 'type' || examples.length > 0 ? [] : [`${name} has no example`]),
  ]
}

describe.each(entries)('$specifier', ({ purpose, exports }) => {
  test('says what it is for, and exports something', () => {
    expect(purpose).toMatch(/\.$/)
    expect(exports.length).toBeGreaterThan(0)
  })

  test('exports nothing that lacks a comment, and no function, class or constant that lacks an example', () => {
    expect(exports.flatMap(faultsOf)).toEqual([])
  })
})

test('an export that lacks a comment or an example is noticed', () => {
  const bare = { name: 'bare', description: '', examples: [] }
  expect(faultsOf({ ...bare, kind: 'function' })).toEqual([
    'bare has no comment of whole sentences',
    'bare has no example',
  ])
  expect(faultsOf({ ...bare, kind: 'type', description: 'A thing.' })).toEqual([])
})

describe('the examples', () => {
  let project: PackedProject
  beforeAll(async () => {
    project = await packedProject({ ...SURROUNDINGS, ...exampleFiles(), ...namesFiles() })
  }, LONG_MILLIS)
  afterAll(() => project.remove())

  test('are many', () => {
    expect(Object.keys(exampleFiles()).length).toBeGreaterThan(40)
  })

  test.each(everything.filter(({ examples }) => examples.length > 0))(
    'of $name in $specifier use it, and import it',
    ({ name, specifier, examples }) => {
      const used = name === 'default' ? specifier : name
      // Problems belong to two entries, and a type is imported by either.
      for (const code of examples) {
        expect(code).toContain(used)
        expect(code).toMatch(/ from 'gatehouse(?:\/[a-z/]+)?'/)
      }
    },
  )

  test('compile in a project that has the package and nothing else of ours', { timeout: LONG_MILLIS }, async () => {
    expect(await project.run('tsc', '-p', 'tsconfig.json')).toMatchObject({ output: '', code: 0 })
  })

  test('would not compile with a mistake in them', { timeout: LONG_MILLIS }, async () => {
    project.write({ 'examples/mistake.ts': exampleOf('guard').replace('principal.id', 'principal.identity') })
    const { output } = await project.run('tsc', '-p', 'tsconfig.json')
    expect(output).toMatch(/^examples\/mistake\.ts\(.+\): error TS2339: .+'identity'/)
  })
})
