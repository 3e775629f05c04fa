// docs/cli.md shows every subcommand as its own help does. `vitest run -u` brings the page up to date.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { execPath } from 'node:process'
import { expect, test } from 'vitest'

const PAGE = 'docs/cli.md'
const page = readFileSync(PAGE, 'utf8')
const helps = new Map<string, string>()

test('docs/cli.md has a section for each subcommand', () => {
  const sections = [...page.matchAll(/^## gatehouse (.+)$/gm)].map(([, name]) => name)
  expect(sections.toSorted()).toEqual(leavesOf([]).toSorted())
})

test('docs/cli.md shows the options of each subcommand as its help does', async () => {
  const current = page.replaceAll(
    /(^## gatehouse (.+)\n[^]*?^```text\n)[^]*?^```$/gm,
    (_match, head: string, name: string) => `${head}${helpOf(name.split(' ')).trim()}\n\`\`\``,
  )
  await expect(current).toMatchFileSnapshot(resolve(PAGE))
})

function leavesOf(path: readonly string[]): string[] {
  const names = [...(helpOf(path).split('\nCommands:\n')[1] ?? '').matchAll(/^ {2}([a-z]\w*)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help')
  return names.length === 0 ? [path.join(' ')] : names.flatMap((name) => leavesOf([...path, name]))
}

function helpOf(path: readonly string[]): string {
  const known = helps.get(path.join(' '))
  if (known !== undefined) return known
  const args = ['packages/gatehouse/bin/gatehouse.js', ...path, '--help']
  const { stdout } = spawnSync(execPath, args, { encoding: 'utf8' })
  helps.set(path.join(' '), stdout)
  return stdout
}
