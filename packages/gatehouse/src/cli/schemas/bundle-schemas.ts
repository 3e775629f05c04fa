// Writes the module that a domain's bundle has in place of @hono/zod-openapi: the schemas that the domain uses, and no other part of zod.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pid } from 'node:process'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
// Not `z` itself: it changes the class of schemas, for the generator of documents too.
import { ZOD_MEMBERS } from '../../http/schemas/zod-members.ts'
import { programPath } from '../../project/program.ts'
import { partMember, type UsedSchemas, usedSchemas } from './used-schemas.ts'

const SCHEMAS = '../../http/schemas'
const WHOLE = programPath(import.meta.url, `${SCHEMAS}/bundled-zod`)
const DEFERRED = programPath(import.meta.url, `${SCHEMAS}/deferred-schema`)
const OPEN = programPath(import.meta.url, `${SCHEMAS}/open-schemas`)

// The modules of zod that a part is made of: zod exports each as a namespace, which would be kept whole.
const PART = 'part-of-zod:'
const PARTS = ['coerce', 'iso'] as const

/** What a domain can use of `z`. */
export const MEMBERS: readonly string[] = [
  ...Object.keys(ZOD_MEMBERS),
  ...PARTS.flatMap((part) => Object.keys(ZOD_MEMBERS[part]).map((name) => partMember(part, name))),
]

/**
 * Writes the module and its source map.
 *
 * @param entry the absolute path of the domain's main module
 */
export async function bundleSchemas(entry: string, outfile: string): Promise<void> {
  const used = await usedSchemas(entry, MEMBERS)
  if ('reason' in used) console.error(`The bundle of ${entry} has all of zod: ${used.reason}`)
  for (const { path, text } of 'reason' in used ? [whole(outfile)] : await bundled(used, outfile)) {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
    mkdirSync(dirname(path), { recursive: true })
    // Another build may read the file now.
    const written = `${path}.${pid}`
    writeFileSync(written, text)
    renameSync(written, path)
  }
}

function whole(path: string) {
  return { path, text: `export * from ${JSON.stringify(WHOLE)}\n` }
}

async function bundled(used: UsedSchemas, outfile: string) {
  const { outputFiles } = await build({
    stdin: {
      contents: `import * as zod from 'zod/v4'
import * as coerce from '${PART}coerce'
import * as iso from '${PART}iso'
import { deferFactory } from ${JSON.stringify(DEFERRED)}
import { openSchemas } from ${JSON.stringify(OPEN)}
export const z = openSchemas({ ${membersText(used.members)} }, zod.ZodType)
`,
      // Where zod is found, whatever the package manager.
      resolveDir: dirname(fileURLToPath(import.meta.url)),
      sourcefile: WHOLE,
    },
    outfile,
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    sourcemap: 'linked',
    sourcesContent: false,
    plugins: [lessOfZod(used)],
  })
  return outputFiles
}

function memberText(name: string): string {
  return isFactory(name) ? `${name}: deferFactory(zod.${name})` : `${name}: zod.${name}`
}

function partText(part: (typeof PARTS)[number], members: readonly string[]): string[] {
  const isWhole = members.includes(part)
  const names = Object.keys(ZOD_MEMBERS[part]).filter((name) => isWhole || members.includes(partMember(part, name)))
  const factories = names.map((name) => `${name}: deferFactory(${part}.${name})`)
  return names.length === 0 ? [] : [`${part}: { ${factories.join(', ')} }`]
}

function membersText(members: readonly string[]): string {
  const own = Object.keys(ZOD_MEMBERS).filter((name) => members.includes(name) && !PARTS.some((part) => part === name))
  return [...own.map(memberText), ...PARTS.flatMap((part) => partText(part, members))].join(', ')
}

// Classes, values and the functions that format errors make no schema.
function isFactory(name: string): boolean {
  return /^[a-z]/.test(name) && name !== 'config' && !name.endsWith('Error')
}

// What stands in place of zod's module that makes JSON Schema of schemas.
const NO_JSON_SCHEMA = `const absent = () => {
  throw new TypeError('JSON Schema is not in the bundle of this domain: its code does not name toJSONSchema')
}
const absentMethod = () => absent
`

/** A line of zod's classes of schemas that says what makes their JSON Schema. Without it nothing refers to the functions that do. */
const PROCESSOR = /^ *inst\._zod\.processJSONSchema = .*;$/gm
/** A namespace that is exported by another module is kept whole. */
const UTIL_OF_CORE = 'import { util } from "../core/index.js";'
const UTIL = 'import * as util from "../core/util.js";'

function importUtilDirectly(source: string): string {
  return source.includes(UTIL_OF_CORE) ? source.replace(UTIL_OF_CORE, UTIL).replaceAll('core.util.', 'util.') : source
}

/** Zod makes its English texts with the first schema; only a refusal needs them. */
const TEXTS = 'core.config(en());'
const LATER_TEXTS = 'core.config({ localeError: (issue) => core.config(en()).localeError(issue) });'

// A version of zod whose source looks otherwise stays as it is.
function lessOfZod({ hasJsonSchema }: UsedSchemas): Plugin {
  return {
    name: 'less-of-zod',
    setup(builder) {
      builder.onResolve({ filter: new RegExp(`^${PART}`) }, async ({ path, resolveDir }) => {
        const zod = await builder.resolve('zod/v4', { kind: 'import-statement', resolveDir })
        return { path: join(dirname(zod.path), 'classic', `${path.slice(PART.length)}.js`), sideEffects: false }
      })
      builder.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]classic[\\/]schemas\.js$/ }, ({ path }) => {
        const contents = importUtilDirectly(readFileSync(path, 'utf8')).replace(TEXTS, LATER_TEXTS)
        return { contents: hasJsonSchema ? contents : contents.replaceAll(PROCESSOR, '') }
      })
      if (hasJsonSchema) return
      builder.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]core[\\/]to-json-schema\.js$/ }, ({ path }) => {
        const names = [...readFileSync(path, 'utf8').matchAll(/^export (?:const|function) (\w+)/gm)]
        const lines = names.map(
          ([, name = '']) => `export { ${name.startsWith('create') ? 'absentMethod' : 'absent'} as ${name} }`,
        )
        return { contents: `${NO_JSON_SCHEMA}${lines.join('\n')}\nexport { absent as process }\n` }
      })
    },
  }
}
