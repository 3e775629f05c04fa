// Builds the files that a browser loads for the pages: ours, bundled, and those of Swagger UI. The published package contains them as
// they are served; this repository builds them again, so that changes are visible.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CONSOLE = join(dirname(fileURLToPath(import.meta.url)), '../console')
const SWAGGER_UI_FILES = ['swagger-ui-bundle.js', 'swagger-ui.css']
/** What a page loads when its reader needs it. */
const MODULES = ['status-figures.ts', 'tenant-login.ts']
const ENTRIES = [
  'access.ts',
  'docs.ts',
  'index.ts',
  'redirect.ts',
  'reference.ts',
  'revocations.ts',
  'status.ts',
  'gatehouse.css',
  'docs.css',
  'errors.css',
  'reference.css',
  'revocations.css',
  'status.css',
  'mark.svg',
]

/** Files by their path below /docs/assets. */
export type BrowserFiles = Readonly<Record<string, Uint8Array>>

/** Returns the files that the pages load. */
export async function browserFiles(): Promise<BrowserFiles> {
  const prebuilt = join(CONSOLE, 'assets')
  return existsSync(prebuilt) ? readFolder(prebuilt) : await bundleBrowserFiles()
}

/** Bundles our own files and reads Swagger UI's, which package-lock.json pins. */
export async function bundleBrowserFiles(): Promise<BrowserFiles> {
  const outputFiles = [...(await bundle(ENTRIES, 'iife')), ...(await bundle(MODULES, 'esm'))]
  const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  return Object.fromEntries([
    ...SWAGGER_UI_FILES.map((file) => [`swagger-ui-dist/${file}`, readFileSync(join(swaggerUi, file))] as const),
    ...outputFiles.map(({ path, contents }) => [path.slice(path.lastIndexOf('/') + 1), contents] as const),
  ])
}

async function bundle(files: readonly string[], format: 'esm' | 'iife') {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: files.map((file) => join(CONSOLE, 'browser', file)),
    bundle: true,
    minify: true,
    write: false,
    outdir: 'assets',
    format,
    target: 'es2022',
    loader: { '.svg': 'copy' },
  })
  return outputFiles
}

function readFolder(folder: string): BrowserFiles {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path)]
    }),
  )
}
