// A change of several files is made whole or not at all.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { Change } from '../../scripts/domains/change.ts'

function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-change-'))
  const at = (...path: string[]): string => join(folder, ...path)
  writeFileSync(at('table'), 'before')
  mkdirSync(at('old', 'src'), { recursive: true })
  writeFileSync(at('old', 'src', 'a'), Buffer.from([0, 255, 10]))
  return { at, journal: at('state', 'journal.json') }
}

function change({ at, journal }: ReturnType<typeof makeFolder>): Change {
  const made = Change.begin(journal)
  made.keep(at('new'))
  made.write(at('new', 'src', 'b'), 'new')
  made.write(at('table'), 'after')
  made.write(at('table'), 'after all')
  made.remove(at('old', 'src', 'a'))
  return made
}

/** Whoever made the change has ended. */
function kill({ journal }: ReturnType<typeof makeFolder>): void {
  writeFileSync(journal, readFileSync(journal, 'utf8').replace(`"pid":${process.pid}`, `"pid":${DEAD}`))
}

const DEAD = spawnSync(process.execPath, ['--version']).pid

function expectUntouched({ at, journal }: ReturnType<typeof makeFolder>): void {
  expect(readFileSync(at('table'), 'utf8')).toBe('before')
  expect(existsSync(at('new'))).toBe(false)
  expect([...readFileSync(at('old', 'src', 'a'))]).toEqual([0, 255, 10])
  expect(existsSync(journal)).toBe(false)
}

test('what is undone is as it was, with what others wrote into its folder', () => {
  const folder = makeFolder()
  const made = change(folder)
  writeFileSync(folder.at('new', 'generated'), 'by a command')
  made.undo()
  expectUntouched(folder)
})

test('what was killed halfway is undone by the next command, and what still goes on is left alone', () => {
  const folder = makeFolder()
  change(folder)
  expect(() => Change.begin(folder.journal)).toThrow('another change is being made')
  expect(() => Change.recover(folder.journal)).toThrow(`by the process ${process.pid}`)
  expect(readFileSync(folder.at('table'), 'utf8')).toBe('after all')
  kill(folder)
  expect(Change.recover(folder.journal)).toBe(true)
  expectUntouched(folder)
  expect(Change.recover(folder.journal)).toBe(false)
})

test.each<readonly [string, readonly string[]]>([
  ['a file that was changed', ['table']],
  ['a file that was made', ['new', 'src', 'b']],
  ['a file that was removed', ['old', 'src', 'a']],
  ['a file more in the folder that was made', ['new', 'src', 'more']],
])('what was killed halfway is left alone when somebody has worked since on %s', (_title, path) => {
  const folder = makeFolder()
  change(folder)
  kill(folder)
  mkdirSync(dirname(folder.at(...path)), { recursive: true })
  writeFileSync(folder.at(...path), 'a day of work')
  expect(() => Change.recover(folder.journal)).toThrow(`somebody has worked since on ${folder.at(...path)}: keep that`)
  expect(readFileSync(folder.at(...path), 'utf8')).toBe('a day of work')
  expect(readFileSync(folder.at('new', 'src', 'b'), 'utf8')).not.toBe('')
  // Kept elsewhere, it is in nobody's way.
  rmSync(folder.at(...path))
  if (path[0] === 'table') writeFileSync(folder.at('table'), 'after all')
  if (path.at(-1) === 'b') writeFileSync(folder.at('new', 'src', 'b'), 'new')
  expect(Change.recover(folder.journal)).toBe(true)
  expectUntouched(folder)
})

test('what commands have written meanwhile is in nobody’s way', () => {
  const folder = makeFolder()
  const made = change(folder)
  made.keep(folder.at('generated'))
  made.keep(folder.at('foreign'), ['foreign, written'])
  made.write(folder.at('toml'), 'top', ['top, and its environments'])
  kill(folder)
  writeFileSync(folder.at('generated'), 'anything')
  writeFileSync(folder.at('foreign'), 'foreign, written')
  writeFileSync(folder.at('toml'), 'top, and its environments')
  writeFileSync(folder.at('new', 'worker-configuration.d.ts'), 'types')
  expect(Change.recover(folder.journal)).toBe(true)
  expectUntouched(folder)
  expect(['generated', 'foreign', 'toml'].filter((name) => existsSync(folder.at(name)))).toEqual([])
})

test('a file of others is put back, and of somebody’s work on it nothing is lost', () => {
  const folder = makeFolder()
  const made = Change.begin(folder.journal)
  made.keep(folder.at('table'), ['before, written'])
  writeFileSync(folder.at('table'), 'before, written')
  kill(folder)
  writeFileSync(folder.at('table'), 'mine')
  expect(() => Change.recover(folder.journal)).toThrow(folder.at('table'))
  writeFileSync(folder.at('table'), 'before, written')
  expect(Change.recover(folder.journal)).toBe(true)
  expectUntouched(folder)
})

test('half a journal is never there', () => {
  const folder = makeFolder()
  change(folder)
  expect(readdirSync(dirname(folder.journal))).toEqual(['journal.json'])
})

test('what is done stays', () => {
  const folder = makeFolder()
  change(folder).done()
  expect(Change.recover(folder.journal)).toBe(false)
  expect(readFileSync(folder.at('table'), 'utf8')).toBe('after all')
  expect(readFileSync(folder.at('new', 'src', 'b'), 'utf8')).toBe('new')
  expect(existsSync(folder.at('old', 'src', 'a'))).toBe(false)
})
