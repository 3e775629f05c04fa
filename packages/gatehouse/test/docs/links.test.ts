// Every document leads somewhere: its links, its anchors, and the files and commands that it names are there.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { execPath } from 'node:process'
import { expect, test } from 'vitest'
import { anchorsOf, commandsOf, linksOf, parseDocument, readDocuments } from './markdown.ts'

const documents = readDocuments()
const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'))
const { tasks }: { tasks: Record<string, unknown> } = JSON.parse(readFileSync('deno.json', 'utf8'))
const subcommands = readSubcommands()

/** Where a name of a file may start. */
const BASES = ['.', 'packages/gatehouse/src', 'packages/gatehouse/src/gateway', 'packages/gatehouse/templates/domain']
/** Names of files that a reader makes or that not every project has, and of the domains that a reader may remove. */
const EXAMPLES =
  /^workers\/(?:payments|insights|search)|invoices|credit-notes|workers\/orders|origins\/reports|^src\/(?:(?:contract|handlers|hooks|log|problems|generated\/tools)\.ts|api-releases\.json)$|[<*…]/

test('the documents that a reader starts with are among those that are checked', () => {
  expect(documents.map(({ path }) => path)).toEqual(expect.arrayContaining(['README.md', 'docs/cli.md', 'SECURITY.md']))
  expect(documents.flatMap(linksOf).length).toBeGreaterThan(50)
  expect(documents.flatMap(commandsOf).length).toBeGreaterThan(50)
})

test.each(documents)('$path links only to files and headings that exist', (document) => {
  expect(linksOf(document).filter((target) => !leadsSomewhere(document.path, target))).toEqual([])
})

test.each(documents)('$path names only files that exist', ({ code }) => {
  const paths = code.filter(
    (name) =>
      /^(?:[\w.-]+\/)+[\w.-]*$/.test(name) &&
      /^(?:src|packages|workers|docs|test|tools|deno|bench|\.github|\.ci)\/|\.ts$/.test(name),
  )
  const missing = paths.filter((name) => !EXAMPLES.test(name) && !BASES.some((base) => existsSync(join(base, name))))
  expect(missing).toEqual([])
})

test.each(documents)('$path names only commands and options that exist', (document) => {
  const missing = commandsOf(document)
    .map(({ kind, words }) => `${kind} ${words.join(' ')}${faultOf(kind, words)}`)
    .filter((call) => call.includes(' — '))
  expect(missing).toEqual([])
})

test('README.md is at most 8 KB', () => {
  expect(Buffer.byteLength(readFileSync('README.md'))).toBeLessThanOrEqual(8192)
})

test('a link, a file or a command that does not exist is noticed', () => {
  const broken = parseDocument(
    'docs/a.md',
    '[a](nowhere.md), [b](cli.md#nowhere)\n\n```sh\nnpm run nothing\nnpm run deploy -- --never\n```\n',
  )
  expect(linksOf(broken).map((target) => leadsSomewhere(broken.path, target))).toEqual([false, false])
  expect(commandsOf(broken).map(({ kind, words }) => faultOf(kind, words))).toEqual([
    ' — there is no such script',
    ' — there is no option --never',
  ])
})

function leadsSomewhere(from: string, target: string): boolean {
  if (/^[a-z]+:/.test(target)) return true
  const [file = '', anchor] = target.split('#')
  const path = file === '' ? from : normalize(join(dirname(from), file))
  if (!existsSync(path)) return false
  return anchor === undefined || anchorsOf(parseDocument(path, readFileSync(path, 'utf8'))).includes(anchor)
}

function faultOf(kind: string, words: readonly string[]): string {
  const [name = '', ...rest] = words
  if (kind === 'deno task') return name in tasks ? '' : ' — there is no such task'
  if (kind === 'gatehouse') return optionFault(words)
  if (EXAMPLES.test(name)) return ''
  const script = scripts[name]
  if (script === undefined) return ' — there is no such script'
  return script.startsWith('gatehouse ') && !script.includes('&&')
    ? optionFault([...script.split(' ').slice(1), ...rest])
    : ''
}

function optionFault(words: readonly string[]): string {
  const [name = '', second = ''] = words
  const known = subcommands.get(`${name} ${second}`) ?? subcommands.get(name.startsWith('--') ? '' : name)
  if (known === undefined) return ' — there is no such subcommand'
  const unknown = words.find((word) => word.startsWith('--') && !known.includes(word))
  return unknown === undefined ? '' : ` — there is no option ${unknown}`
}

// What can follow each subcommand, as the command itself tells a shell.
function readSubcommands(): Map<string, string[]> {
  const { stdout } = spawnSync(execPath, ['packages/gatehouse/bin/gatehouse.js', 'completion', 'bash'], {
    encoding: 'utf8',
  })
  const cases = [...stdout.matchAll(/^ +"([^"]*)"\) words="([^"]*)"/gm)]
  return new Map(cases.map(([, path = '', words = '']) => [path, words.split(' ')]))
}
