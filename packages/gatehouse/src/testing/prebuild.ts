// Builds every Worker once, as a deploy would, for all the systems that the tests start: each of them would build all anew.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, parse, resolve } from 'node:path'
import { env } from 'node:process'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { runCommand } from '../cli/dev/command.ts'
import { configPathOf, PREBUILT_BUNDLE, writeConfigs } from '../project/config-files.ts'
import { programPath } from '../project/program.ts'
import { runWrangler } from '../project/wrangler.ts'
import { LOCAL_TENANT, type ProjectWorker, projectWorkers } from '../project/workers.ts'

const BUILDS = 'dist/prebuilt'
/** The conditions that decide which file an import resolves to. */
const PACKAGES = [resolve('package-lock.json'), fileURLToPath(new URL('../../package.json', import.meta.url))]
/** What makes the module of the schemas that a domain uses: the bundle has that module and none of these. */
export const SCHEMA_SOURCES: readonly string[] = [
  ...['../cli/schemas/', '../http/schemas/'].flatMap((path) => modulesIn(new URL(path, import.meta.url))),
  ...['../cli/schemas-step', '../project/program'].map((path) => programPath(import.meta.url, path)),
]

/** Runs before all tests of a run; in watch mode again before each further run, so that the current sources are tested. */
export default async function prebuild(run: TestRun): Promise<void> {
  await prebuildProject(run, '.')
}

/** The part of vitest's run that says when it starts again. */
export type TestRun = Pick<TestProject, 'onTestsRerun'>

/** Builds the Workers of the project in a folder, before the first run and before each further one. */
export async function prebuildProject(run: TestRun, root: string): Promise<void> {
  await buildAll(root)
  run.onTestsRerun(async () => {
    // `npm test` has compiled them before the first one. Nothing stale is tested: an error here ends the run.
    await runCommand(['contracts'], root)
    await buildAll(root)
  })
}

async function buildAll(root: string): Promise<void> {
  writeConfigs('test', root)
  await Promise.all([...projectWorkers(root), LOCAL_TENANT].map((worker) => build(worker, root)))
}

/** The path of a Worker's build; `undefined` when it was not built for this run. */
export function prebuiltDirOf({ name }: ProjectWorker): string | undefined {
  return env['PREBUILT_WORKERS'] === undefined ? undefined : resolve(env['PREBUILT_WORKERS'], name)
}

/** A Worker of the project for a harness, as it was built for this run. */
export function prebuilt(worker: ProjectWorker) {
  const prebuiltWorkerDir = prebuiltDirOf(worker)
  return { configPath: configPathOf(worker, 'test'), ...(prebuiltWorkerDir !== undefined && { prebuiltWorkerDir }) }
}

// A build is kept as long as its inputs are unchanged, so that a run of one domain's tests starts at once.
async function build(worker: ProjectWorker, root: string): Promise<void> {
  const out = resolve(root, BUILDS, worker.name)
  const config = resolve(root, configPathOf(worker, 'test'))
  const record = `${out}.json`
  if (existsSync(out) && isFresh(record, config)) return
  rmSync(record, { force: true })
  const args = ['deploy', '--dry-run', '--minify', '-c', config, '--outdir', out, '--metafile', `${out}.meta.json`]
  await runWrangler(args, { CONTRACTS_ARE_FRESH: 'yes' })
  const { main } = JSON.parse(readFileSync(config, 'utf8')) as { main: string }
  separateEntry(out, `${parse(main).name}.js`)
  const { inputs } = JSON.parse(readFileSync(`${out}.meta.json`, 'utf8')) as {
    inputs: Readonly<Record<string, unknown>>
  }
  const paths = [
    config,
    ...PACKAGES,
    ...SCHEMA_SOURCES,
    ...Object.keys(inputs).map((path) => resolve(dirname(config), path)),
  ]
  writeFileSync(record, JSON.stringify(Object.fromEntries(paths.map((path) => [path, digestOf(path)]))))
}

// At each start of a system wrangler parses the entry of each Worker, but no other module.
function separateEntry(folder: string, entry: string): void {
  renameSync(resolve(folder, entry), resolve(folder, PREBUILT_BUNDLE))
  const reference = `'./${PREBUILT_BUNDLE}'`
  writeFileSync(resolve(folder, entry), `export * from ${reference}\nexport { default } from ${reference}\n`)
}

function modulesIn(folder: URL): string[] {
  const names = readdirSync(folder).filter((name) => /(?<!\.test|\.d)\.[jt]s$/.test(name))
  return names.map((name) => fileURLToPath(new URL(name, folder)))
}

function isFresh(record: string, config: string): boolean {
  try {
    const digests = JSON.parse(readFileSync(record, 'utf8')) as Readonly<Record<string, string | null>>
    return config in digests && Object.entries(digests).every(([path, digest]) => digestOf(path) === digest)
  } catch {
    // It was never built, or not completely.
    return false
  }
}

function digestOf(path: string): string | null {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('base64url') : null
}
