// Gathers the gateway's static files: Swagger UI's own, pinned by package-lock.json, ours for the browser, and the pages and
// documents that the gateway fills in and serves itself.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { documentationPage, redirectPage } from '../console/documentation-page.ts'
import { errorsPage } from '../console/errors-page.ts'
import { type Page, renderPage } from '../console/frame.ts'
import { indexPage } from '../console/index-page.ts'
import { statusPage } from '../console/status-page.ts'
import { GENERATED, summariesOf } from './compile.ts'
import { writeIfChanged } from './files.ts'
import type { Contract } from './contract.ts'
import { documentOfService, type WholeDocument } from './service-document.ts'

/** Where anybody may read them. */
const ASSETS = 'dist/assets/docs/assets'
/** Where only the gateway reads them. */
const TEMPLATES = 'dist/assets/templates'
const SWAGGER_UI = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
/** What runs in a browser. */
const BROWSER = join(dirname(fileURLToPath(import.meta.url)), '../console/browser')
const SWAGGER_UI_FILES = ['swagger-ui-bundle.js', 'swagger-ui.css']

/** Writes them to dist/assets. */
export async function buildAssets(contracts: readonly Contract[]): Promise<void> {
  for (const file of SWAGGER_UI_FILES) {
    await writeIfChanged(join(ASSETS, 'swagger-ui-dist', file), await readFile(join(SWAGGER_UI, file)))
  }
  const document = JSON.parse(await readFile(join(GENERATED, 'openapi.json'), 'utf8')) as WholeDocument
  await writeIfChanged(join(TEMPLATES, 'openapi.json'), JSON.stringify(document))
  for (const { name, service } of contracts) {
    const part = documentOfService(document, name ?? 'gateway', service)
    await writeIfChanged(join(TEMPLATES, 'openapi', `${name ?? 'gateway'}.json`), JSON.stringify(part))
  }
  const pages: Readonly<Record<string, Page>> = {
    'index.html': indexPage(summariesOf(contracts)),
    'status.html': statusPage(),
    'errors.html': errorsPage(),
    'docs.html': documentationPage(summariesOf(contracts)),
    'oauth2-redirect.html': redirectPage(),
  }
  for (const [file, page] of Object.entries(pages)) {
    await writeIfChanged(join(TEMPLATES, file), await renderPage(page))
  }
  const { outputFiles } = await build({
    entryPoints: ['docs.ts', 'redirect.ts', 'status.ts', 'gatehouse.css', 'docs.css', 'errors.css', 'status.css'].map(
      (file) => join(BROWSER, file),
    ),
    bundle: true,
    minify: true,
    write: false,
    outdir: ASSETS,
    format: 'iife',
    target: 'es2022',
  })
  for (const { path, contents } of outputFiles) await writeIfChanged(path, contents)
}
