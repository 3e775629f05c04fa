// Finds which schemas of zod the code of a domain uses: esbuild bundles it as a deploy would, with one module for each member of `z`, and says
// which of them are left. So a member that is computed, or a `z` that is given away, leaves all of them.
import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { extname } from 'node:path'
import { env } from 'node:process'
import { build, type Loader, type Plugin } from 'esbuild'

/** The package whose schemas the contracts have. */
const SCHEMAS_PACKAGE = '@hono/zod-openapi'

const NAMES = 'names-of-schemas'
const MEMBER = 'member-of-schemas:'
const ZOD = /^zod(\/|$)/
/** What asks for the JSON Schema of a schema at run time; by Standard Schema it is `jsonSchema`. */
const JSON_SCHEMA = /jsonSchema|JSONSchema/
/** As wrangler has them. */
const JSX: Readonly<Record<string, Loader>> = { '.js': 'jsx', '.mjs': 'jsx', '.cjs': 'jsx' }
const LOADERS: Readonly<Record<string, Loader>> = { ...JSX, '.jsx': 'jsx', '.ts': 'ts', '.mts': 'ts', '.tsx': 'tsx' }
/** The modules that wrangler puts beside the bundle. */
const BESIDE = /\.(?:txt|html|sql|bin|wasm(?:\?module)?)$/
/** Variables by which wrangler bundles other modules than by default. */
const BUILD_VARIABLES = ['WRANGLER_BUILD_CONDITIONS', 'WRANGLER_BUILD_PLATFORM']

/** The part of zod that a domain uses. */
export interface UsedSchemas {
  /** The members of `z`. */
  readonly members: readonly string[]
  readonly hasJsonSchema: boolean
}

/** Why a domain may use all of zod. */
export interface AllSchemas {
  readonly reason: string
}

/**
 * Returns what a domain uses of zod. It may use all of it when it imports zod itself, or when its code cannot be bundled here.
 *
 * @param entry the absolute path of its main module
 * @param members the members that `z` can have
 */
export async function usedSchemas(entry: string, members: readonly string[]): Promise<UsedSchemas | AllSchemas> {
  const variable = BUILD_VARIABLES.find((name) => env[name] !== undefined)
  if (variable !== undefined) return { reason: `${variable} is set` }
  const found = { importsZod: false, hasJsonSchema: false }
  try {
    const { metafile } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      target: 'es2024',
      conditions: ['workerd', 'worker', 'browser'],
      external: ['cloudflare:*', 'node:*'],
      // esbuild would take it for "development", and leave out what a deploy uses.
      define: { [NODE_ENV]: NODE_ENV },
      loader: JSX,
      logLevel: 'silent',
      plugins: [eachMember(members, found), outsideBundle],
    })
    if (found.importsZod) return { reason: 'it imports zod itself' }
    const left = Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    )
    return { members: members.filter((name) => left.includes(MEMBER + name)), hasJsonSchema: found.hasJsonSchema }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { reason: message.replaceAll(/\s*\n\s*/g, ' ') }
  }
}

const NODE_ENV = 'process.env.NODE_ENV'
const SEEN = { isSeen: true }

// What is not there at all is left to the build that follows.
const outsideBundle: Plugin = {
  name: 'outside-bundle',
  setup(builder) {
    builder.onResolve({ filter: BESIDE }, ({ path }) => ({ path, external: true }))
    // A package or a path of tsconfig.json may have the name of a module of Node.
    builder.onResolve({ filter: new RegExp(`^(?:${builtinModules.join('|')})$`) }, async (found) => {
      if (found.pluginData === SEEN) return null
      const { path, importer, kind, resolveDir } = found
      const { errors } = await builder.resolve(path, { importer, kind, resolveDir, pluginData: SEEN })
      return errors.length > 0 ? { path, external: true } : null
    })
  },
}

function eachMember(members: readonly string[], found: { importsZod: boolean; hasJsonSchema: boolean }): Plugin {
  return {
    name: 'each-member',
    setup(builder) {
      builder.onResolve({ filter: new RegExp(`^${SCHEMAS_PACKAGE}$`) }, () => ({
        path: SCHEMAS_PACKAGE,
        namespace: 'schemas',
      }))
      builder.onResolve({ filter: new RegExp(`^(${NAMES}|${MEMBER}.*)$`) }, ({ path }) => {
        return path === NAMES
          ? { path, namespace: 'schemas', sideEffects: false }
          : { path: path.slice(MEMBER.length), namespace: MEMBER.slice(0, -1), sideEffects: false }
      })
      builder.onResolve({ filter: ZOD }, ({ path }) => {
        found.importsZod = true
        return { path, external: true }
      })
      builder.onLoad({ filter: /.*/, namespace: 'schemas' }, ({ path }) => ({
        contents:
          path === NAMES
            ? members.map((name) => `export { member as ${name} } from '${MEMBER}${name}'`).join('\n')
            : `export * as z from '${NAMES}'`,
      }))
      builder.onLoad({ filter: /.*/, namespace: MEMBER.slice(0, -1) }, ({ path }) => ({
        contents: `export const member = globalThis['${path}']`,
      }))
      builder.onLoad({ filter: /\.[mc]?[jt]sx?$/, namespace: 'file' }, ({ path }) => {
        const text = readFileSync(path, 'utf8')
        if (JSON_SCHEMA.test(text)) found.hasJsonSchema = true
        const loader = LOADERS[extname(path)]
        return loader !== undefined && text.includes(SCHEMAS_PACKAGE)
          ? { contents: importZAsNamespace(text), loader }
          : null
      })
    },
  }
}

const IMPORT = new RegExp(`\\bimport\\s*\\{([^}]*)\\}\\s*from\\s*(['"])${SCHEMAS_PACKAGE}\\2`, 'g')

// esbuild leaves out the members of a namespace that are not used if the module itself imports the namespace. Any other import keeps all.
function importZAsNamespace(text: string): string {
  const changed = text.replaceAll(IMPORT, (whole, list: string) => {
    const names = list.split(',').map((name) => name.trim())
    const others = names.filter((name) => name !== 'z')
    if (others.length === names.length) return whole
    return `import * as z from '${NAMES}'; import { ${others.join(', ')} } from '${SCHEMAS_PACKAGE}'`
  })
  return changed === text
    ? text
    : changed.replaceAll(PART_MEMBER, (_whole, part: string, name: string) => `z.${partMember(part, name)}`)
}

const PART_MEMBER = /\bz\.(coerce|iso)\.(\w+)/g

/** Returns the name that stands for one member of a part of `z`, such as `z.coerce.number`. The name of the part stands for all of them. */
export function partMember(part: string, name: string): string {
  return `${part}__${name}`
}
