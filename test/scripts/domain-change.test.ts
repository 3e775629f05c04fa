// A change of several files is made whole or not at all.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  // Whoever made it has ended.
  const dead = spawnSync(process.execPath, ['--version']).pid
  writeFileSync(folder.journal, readFileSync(folder.journal, 'utf8').replace(`${process.pid}`, `${dead}`))
  expect(Change.recover(folder.journal)).toBe(true)
  expectUntouched(folder)
  expect(Change.recover(folder.journal)).toBe(false)
})

test('what is done stays', () => {
  const folder = makeFolder()
  change(folder).done()
  expect(Change.recover(folder.journal)).toBe(false)
  expect(readFileSync(folder.at('table'), 'utf8')).toBe('after all')
  expect(readFileSync(folder.at('new', 'src', 'b'), 'utf8')).toBe('new')
  expect(existsSync(folder.at('old', 'src', 'a'))).toBe(false)
})
