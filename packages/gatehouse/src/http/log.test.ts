// Tests where log lines go: to the console, or to the project's own sink, which can break nothing.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { log, type LogLine, sendLogTo, writeToConsole } from './log.ts'

const written: unknown[] = []
beforeEach(() => {
  written.length = 0
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((line: string) => void written.push(JSON.parse(line)))
})
afterEach(() => {
  sendLogTo(writeToConsole)
  vi.restoreAllMocks()
})

const LINE = { level: 'warn', event: 'it', fact: 1 }

test('a line goes to the console', () => {
  log('warn', 'it', { fact: 1 })
  expect(written).toEqual([LINE])
})

test('a line goes to the sink as an object, and not to the console', () => {
  const taken: LogLine[] = []
  sendLogTo((line) => void taken.push(line))
  log('warn', 'it', { fact: 1 })
  expect(taken).toEqual([LINE])
  expect(written).toEqual([])
})

test('a sink that throws, or changes the line first, breaks nothing, and its line goes to the console', () => {
  sendLogTo((line) => {
    Object.assign(line, { fact: 2 })
    throw new Error('the sink is gone')
  })
  expect(() => log('warn', 'it', { fact: 1 })).not.toThrow()
  expect(written).toEqual([LINE])
})

test('the line of a sink whose promise is rejected goes to the console', async () => {
  sendLogTo(() => Promise.reject(new Error('the sink is gone')))
  log('warn', 'it', { fact: 1 })
  await vi.waitFor(() => expect(written).toEqual([LINE]))
})

test('a line that a sink writes itself goes to the console, and not to the sink again', () => {
  sendLogTo(() => log('warn', 'it', { fact: 1 }))
  log('info', 'other')
  log('info', 'other')
  expect(written).toEqual([LINE, LINE])
})
