// Gathers the files of the documentation page: Swagger UI's own, pinned by package-lock.json, and ours.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { GENERATED } from './compile.ts'
import { writeIfChanged } from './files.ts'

/** Where the gateway's [assets] are. */
const ASSETS = 'dist/assets/docs/assets'
const SWAGGER_UI = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
const SWAGGER_UI_FILES = ['swagger-ui-bundle.js', 'swagger-ui.css', 'oauth2-redirect.js']

/** Writes them to dist/assets. */
export async function buildAssets(): Promise<void> {
  for (const file of SWAGGER_UI_FILES) {
    await writeIfChanged(join(ASSETS, 'swagger-ui-dist', file), await readFile(join(SWAGGER_UI, file)))
  }
  const document: unknown = JSON.parse(await readFile(join(GENERATED, 'openapi.json'), 'utf8'))
  await writeIfChanged(join(ASSETS, 'openapi.json'), JSON.stringify(document))
  const { outputFiles } = await build({
    entryPoints: ['src/gateway/docs-page/docs.ts', 'src/gateway/docs-page/gatehouse.css'],
    bundle: true,
    minify: true,
    write: false,
    outdir: ASSETS,
    format: 'iife',
    target: 'es2022',
  })
  for (const { path, contents } of outputFiles) await writeIfChanged(path, contents)
}
