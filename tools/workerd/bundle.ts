// Bundles a Worker as `wrangler deploy --minify` does, with some of its files swapped for others.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { bundleSchemas } from '../../packages/gatehouse/src/cli/schemas/bundle-schemas.ts'

/** Files to swap, by the absolute path of the original. */
export type Swaps = ReadonlyMap<string, string>

/** What a bundle is made of. */
export interface Bundled {
  readonly bytes: number
  /** How many files of source it has something of. */
  readonly modules: number
}

/** Writes the bundle of a Worker. @throws Error when a file that is to be swapped is not part of it */
export async function bundle(entry: string, outfile: string, swaps: Swaps = new Map()): Promise<Bundled> {
  const swapped = new Set<string>()
  // As in the generated configuration of a domain.
  const schemas = resolve(`${outfile}.schemas.js`)
  await bundleSchemas(resolve(entry), schemas)
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    plugins: [swapping(swaps, swapped)],
    bundle: true,
    alias: { '@hono/zod-openapi': schemas },
    metafile: true,
    minify: true,
    keepNames: false,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  })
  for (const original of swaps.keys()) if (!swapped.has(original)) throw new Error(`${original} was not swapped`)
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs: found }) => Object.values(found))
  return { bytes: statSync(outfile).size, modules: inputs.filter(({ bytesInOutput }) => bytesInOutput > 0).length }
}

function swapping(swaps: Swaps, swapped: Set<string>): Plugin {
  const replacements = new Set(swaps.values())
  return {
    name: 'swap',
    setup(builder) {
      builder.onResolve({ filter: /^\./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        // What stands in for a file may build on it.
        if (pluginData === 'resolved' || replacements.has(importer)) return null
        const found = await builder.resolve(path, { importer, resolveDir, kind, pluginData: 'resolved' })
        const replacement = swaps.get(found.path)
        if (replacement === undefined) return found
        swapped.add(found.path)
        return { path: replacement }
      })
    },
  }
}
