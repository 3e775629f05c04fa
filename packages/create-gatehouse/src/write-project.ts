// Writes the files of a project: the template's, under the project's names. A project is written whole or not at all.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renameTemplate } from '../../gatehouse/src/cli/service-name.ts'
import { readable } from '../../gatehouse/src/project/readable-name.ts'
import type { Answers, PackageManager } from './answers.ts'
import { CreateError } from './create-error.ts'

const HERE = dirname(fileURLToPath(import.meta.url))
/** What a new project has. */
const TEMPLATE = join(HERE, '../template')
/** The domains that `gatehouse new` copies too. The published package holds a copy. */
const DOMAINS = [join(HERE, '../domains'), join(HERE, '../../gatehouse/templates')]

/** A package never holds files of these names under their own. */
const RENAMED: Readonly<Record<string, string>> = {
  gitignore: '.gitignore',
  npmrc: '.npmrc',
  yarnrc: '.yarnrc',
  'yarnrc.yml': '.yarnrc.yml',
  'dev.vars.example': '.dev.vars.example',
}

/** Files that only one package manager reads. */
const OF_ONE_MANAGER: Readonly<Record<string, PackageManager>> = {
  npmrc: 'npm',
  'pnpm-workspace.yaml': 'pnpm',
  yarnrc: 'yarn',
  'yarnrc.yml': 'yarn',
}

/** The commands of the README, as each package manager has them. */
const COMMANDS: Readonly<Record<PackageManager, Readonly<Record<string, string>>>> = {
  npm: {},
  pnpm: { 'npm install': 'pnpm install', 'npm run': 'pnpm run', 'npm test': 'pnpm test', npx: 'pnpm exec' },
  yarn: { 'npm install': 'yarn install', 'npm run': 'yarn run', 'npm test': 'yarn test', npx: 'yarn run' },
  // `bun test` is another test runner.
  bun: { 'npm install': 'bun install', 'npm run': 'bun run', 'npm test': 'bun run test', npx: 'bunx' },
}

/** Writes a project into a folder that is empty or not there. @throws CreateError when something else is there */
export function writeProject(folder: string, answers: Answers): void {
  if (existsSync(folder) && readdirSync(folder).some((entry) => entry !== '.git'))
    throw new CreateError(`${folder} is not empty: choose another folder, or empty this one`)
  const unfinished = `${folder}.unfinished-${process.pid}`
  try {
    copy(TEMPLATE, unfinished, answers)
    copy(domainTemplate(answers.d1), join(unfinished, 'workers', answers.domain), answers)
    mkdirSync(dirname(folder), { recursive: true })
    if (!existsSync(folder)) renameSync(unfinished, folder)
    else for (const entry of readdirSync(unfinished)) renameSync(join(unfinished, entry), join(folder, entry))
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

function domainTemplate(d1: boolean): string {
  const templates = DOMAINS.find((path) => existsSync(path))
  if (templates === undefined) throw new TypeError('the package does not hold the templates of domains')
  return join(templates, d1 ? 'domain-d1' : 'domain')
}

function copy(from: string, to: string, answers: Answers): void {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const manager = OF_ONE_MANAGER[entry.name]
    if (!entry.isFile() || (manager !== undefined && manager !== answers.packageManager)) continue
    const source = join(entry.parentPath, entry.name)
    const path = join(dirname(relative(from, source)), RENAMED[entry.name] ?? entry.name)
    const target = join(to, renameTemplate(path, answers.domain))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, fillIn(path, readFileSync(source, 'utf8'), answers))
  }
}

function fillIn(path: string, text: string, answers: Answers): string {
  const named = renameTemplate(text, answers.domain)
    .replaceAll('my-api', answers.name)
    .replaceAll('My api', readable(answers.name))
  if (path === 'package.json') return withGatehouse(named, answers)
  if (path === 'README.md') return readme(named, answers)
  if (path === 'wrangler.toml' && answers.auth0Domain !== null)
    return named.replace('# AUTH0_DOMAIN = "example.eu.auth0.com"', `AUTH0_DOMAIN = "${answers.auth0Domain}"`)
  return named
}

function readme(text: string, { domain, d1, packageManager }: Answers): string {
  const row = `| \`workers/${domain}/migrations\` | the migrations of its database |`
  return text
    .replace(/(\| its handlers \|\n)/, d1 ? `$1${row}\n` : '$1')
    .replaceAll(/\b(?:npm (?:install|run|test)|npx)\b/g, (command) => COMMANDS[packageManager][command] ?? command)
}

function withGatehouse(manifest: string, { gatehouse }: Answers): string {
  if (gatehouse === null) return manifest
  return manifest.replace(/"gatehouse": "[^"]*"/, () => `"gatehouse": ${JSON.stringify(gatehouse)}`)
}
