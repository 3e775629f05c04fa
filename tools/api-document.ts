// Writes docs/api.md from the comments of what the package exports; with --check it changes nothing and fails when the file is stale.
import { readFile, writeFile } from 'node:fs/promises'
import { type PublicEntry, type PublicExport, readPublicApi } from './package/public-api.ts'

const FILE = 'docs/api.md'

const INTRODUCTION = `<!-- Made by \`npm run docs:api\` from the comments in packages/gatehouse/src. Do not edit. -->

# The API of the package

Everything that the package \`gatehouse\` exports, by entry. What is not listed here can't be imported, and may change in any version. Your
editor shows the whole comment of an export, with its parameters and what it throws.

Every example compiles as it stands. Those of \`gatehouse/testing\` are for vitest.
`

function documentText(): string {
  const entries = readPublicApi()
  const index = entries.map(
    (entry) => `| [\`${entry.specifier}\`](#${anchorOf(entry.specifier)}) | ${sentence(entry.purpose)} |`,
  )
  return [INTRODUCTION, `| entry | what it is |\n|---|---|\n${index.join('\n')}\n`, ...entries.map(entryText)].join(
    '\n',
  )
}

function entryText({ specifier, purpose, exports }: PublicEntry): string {
  const ordered = [...exports.filter(({ kind }) => kind !== 'type'), ...exports.filter(({ kind }) => kind === 'type')]
  return [
    `## ${specifier}\n\n${sentence(purpose)}\n`,
    tableOf(ordered),
    ...ordered.filter(({ examples }) => examples.length > 0).map(examplesText),
  ].join('\n')
}

function tableOf(exports: readonly PublicExport[]): string {
  const rows = exports.map(({ name, kind, description }) => `| \`${name}\` | ${kind} | ${firstSentence(description)} |`)
  return `| name | kind | in one sentence |\n|---|---|---|\n${rows.join('\n')}\n`
}

function examplesText({ name, examples }: PublicExport): string {
  return `\`${name}\`:\n\n${examples.map((code) => `\`\`\`ts\n${code}\`\`\`\n`).join('\n')}`
}

// A sentence ends with a full stop, and what follows it is a space.
function firstSentence(description: string): string {
  const text = description.replaceAll(/\s+/g, ' ')
  const [first = text] = /^.*?\.(?= |$)/.exec(text) ?? []
  return first.replaceAll('|', String.raw`\|`)
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

// As GitHub makes the name of a heading.
function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\w-]/g, '')
}

const text = documentText()
if (!process.argv.includes('--check')) await writeFile(FILE, text)
else if ((await readFile(FILE, 'utf8').catch(() => '')) !== text) {
  console.error(`${FILE} no longer matches what the package exports: run \`npm run docs:api\` and commit it`)
  process.exitCode = 1
}
