// Builds the package `gatehouse` as it is published: JavaScript with types and source maps, the pages' browser code bundled, Swagger UI's
// own files beside it, and a package.json whose exports lead there. Nothing is published here.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execPath } from 'node:process'
import { build } from 'esbuild'
import { bundleBrowserFiles } from '../../packages/gatehouse/src/contracts/browser-files.ts'
import { publishedManifest, type SourceManifest } from './manifest.ts'

const SOURCE = resolve('packages/gatehouse')
/** What a newcomer reads beside the package. */
const DOCUMENTS = ['LICENSE', 'CHANGELOG.md', 'README.md']

/**
 * Builds the package `gatehouse`. The working directory must be the root of the repository.
 *
 * @param folder where it is built; what is there is removed
 * @returns the folder
 */
export async function buildPackage(folder: string = resolve('dist/packages/gatehouse')): Promise<string> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const out = join(folder, 'dist')
  const compiler = resolve('node_modules/typescript/bin/tsc')
  for (const part of ['worker', 'node'])
    execFileSync(execPath, [compiler, '-p', `tools/package/tsconfig.${part}.json`, '--outDir', out], {
      stdio: 'inherit',
    })
  for (const part of ['bin', 'project', 'templates'])
    cpSync(join(SOURCE, part), join(folder, part), { recursive: true })
  const settings = 'testing/tenant/default-settings.json'
  cpSync(join(SOURCE, 'src', settings), join(out, settings))
  const tenant = readFileSync(join(SOURCE, 'src/testing/tenant/wrangler.toml'), 'utf8')
  writeFileSync(join(folder, 'dist/testing/tenant/wrangler.toml'), tenant.replace('"index.ts"', '"index.js"'))
  for (const [path, content] of Object.entries(await bundleBrowserFiles())) {
    const file = join(folder, 'dist/console/assets', path)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, content)
  }
  for (const document of DOCUMENTS) cpSync(document, join(folder, document))
  writeJson(join(folder, 'package.json'), publishedManifest(readManifest(SOURCE)))
  return folder
}

/** Builds the package `create-gatehouse` likewise: one file, the template, and the templates of domains. */
export async function buildCreatePackage(folder: string = resolve('dist/packages/create-gatehouse')): Promise<string> {
  const source = resolve('packages/create-gatehouse')
  rmSync(folder, { recursive: true, force: true })
  await build({
    entryPoints: [join(source, 'src/main.ts')],
    outfile: join(folder, 'bin/create-gatehouse.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  })
  cpSync(join(source, 'template'), join(folder, 'template'), { recursive: true })
  for (const domain of ['domain', 'domain-d1'])
    cpSync(join(SOURCE, 'templates', domain), join(folder, 'domains', domain), { recursive: true })
  cpSync('LICENSE', join(folder, 'LICENSE'))
  const { version } = readManifest(SOURCE)
  const manifest = join(folder, 'template/package.json')
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"gatehouse": "[^"]*"/, `"gatehouse": "^${version}"`))
  const { name, description, license, type } = readManifest(source)
  const bin = { [name]: 'bin/create-gatehouse.js' }
  const files = ['bin', 'domains', 'template']
  writeJson(join(folder, 'package.json'), {
    name,
    version,
    description,
    license,
    type,
    bin,
    engines: { node: '>=20.12' },
    files,
  })
  return folder
}

function readManifest(folder: string): SourceManifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as SourceManifest
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)
}

/** Makes the tarball that `npm publish` would send. @returns its path */
export function packPackage(folder: string, destination: string): string {
  mkdirSync(destination, { recursive: true })
  const printed = execFileSync('npm', ['pack', '--json', '--pack-destination', destination], {
    cwd: folder,
    encoding: 'utf8',
  })
  const [{ filename }] = JSON.parse(printed) as [{ filename: string }]
  return join(destination, filename)
}
