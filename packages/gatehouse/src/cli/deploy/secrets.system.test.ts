// Tests the secrets of a deploy, which are never shown: from a file or typed, and lent to wrangler for as long as it needs them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { secretPrompt } from './prompt.ts'
import { askForSecrets, concealing, readSecrets, withSecretsFile } from './secrets.ts'

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'gatehouse-test-')), 'secrets')
  writeFileSync(path, text)
  return path
}

describe('secrets', () => {
  test('are read from JSON and from lines, with a $ as it stands', () => {
    expect(readSecrets(file('{"GATEHOUSE_LOG_SALT":"a$HOME"}'))).toEqual({ GATEHOUSE_LOG_SALT: 'a$HOME' })
    expect(readSecrets(file("# ours\nAUTH0_CLIENT_SECRET='p$w d'\nGATEHOUSE_LOG_SALT=x\n"))).toEqual({
      AUTH0_CLIENT_SECRET: 'p$w d',
      GATEHOUSE_LOG_SALT: 'x',
    })
  })

  test.each([
    ['nothing', '', 'holds no secret'],
    ['broken JSON', '{"GATEHOUSE_LOG_SALT":"hush', 'is no JSON'],
    ['no text', '{"GATEHOUSE_LOG_SALT":{"hush":1}}', 'GATEHOUSE_LOG_SALT is empty or no text'],
    ['an empty one', 'GATEHOUSE_LOG_SALT=', 'GATEHOUSE_LOG_SALT is empty or no text'],
    ['a name that none has', '{"log salt":"hush"}', 'is no name of a secret'],
  ])('in a file with %s are refused, and no value is told', (_title, text, message) => {
    const path = file(text)
    expect(() => readSecrets(path)).toThrow(message)
    try {
      readSecrets(path)
    } catch (error) {
      expect(String(error)).not.toContain('hush')
    }
  })

  test('are asked for only where none is known, may be left out, and salt and key are made', async () => {
    const asked: string[] = []
    const ask = (answer: string) => (question: string) => {
      asked.push(question)
      return Promise.resolve(answer)
    }
    const given = await askForSecrets({}, [], ask(''))
    expect(given['GATEHOUSE_LOG_SALT']).toMatch(/^[\w-]{43}$/)
    expect(given['GATEHOUSE_SESSION_KEYS']).toMatch(/^[\w-]{43}$/)
    expect(given).not.toHaveProperty('AUTH0_CLIENT_SECRET')
    expect(given['GATEHOUSE_KV_SECRET']).toMatch(/^[\w-]{43}$/)
    expect(asked).toHaveLength(4)
    const known = ['AUTH0_CLIENT_SECRET', 'GATEHOUSE_KV_SECRET', 'GATEHOUSE_SESSION_KEYS']
    const former = ['AUTH0_CLIENT_SECRET', 'GATEHOUSE_KV_SECRET', 'LOG_SALT']
    expect(await askForSecrets({ SESSION_KEYS: 'x' }, former, ask('y'))).toEqual({ SESSION_KEYS: 'x' })
    expect(await askForSecrets({ GATEHOUSE_LOG_SALT: 'x' }, known, ask('y'))).toEqual({ GATEHOUSE_LOG_SALT: 'x' })
    expect(asked).toHaveLength(4)
    expect(
      await askForSecrets({}, ['GATEHOUSE_KV_SECRET', 'GATEHOUSE_LOG_SALT', 'GATEHOUSE_SESSION_KEYS'], ask(' typed ')),
    ).toEqual({
      AUTH0_CLIENT_SECRET: 'typed',
    })
    expect(await askForSecrets({}, [], undefined)).toEqual({})
  })

  test('of the headers that services need are asked for too, with their service', async () => {
    const asked: string[] = []
    const ask = (question: string): Promise<string> => {
      asked.push(question)
      return Promise.resolve(question.includes('REPORTS_KEY') ? 'hush' : '')
    }
    const known = [
      'AUTH0_CLIENT_SECRET',
      'GATEHOUSE_LOG_SALT',
      'GATEHOUSE_KV_SECRET',
      'GATEHOUSE_SESSION_KEYS',
      'MAPS_KEY',
    ]
    const needed = ['REPORTS_KEY', 'MAPS_KEY'].map((variable) => ({ variable, header: 'X-Key', service: 'reports' }))
    expect(await askForSecrets({}, known, ask, needed)).toEqual({ REPORTS_KEY: 'hush' })
    expect(asked).toEqual([expect.stringContaining('REPORTS_KEY (the header X-Key of reports')])
    expect(await askForSecrets({}, known, async () => 'hush', [], ['maps', 'reports'])).toEqual({
      AUTH0_EXCHANGE_CLIENT_SECRET: 'hush',
    })
  })

  test('are lent in a file that only its owner can read, and that is gone afterwards, also after a failure', async () => {
    const paths: string[] = []
    const lend = withSecretsFile({ GATEHOUSE_LOG_SALT: 'hush' }, (path = '') => {
      paths.push(path)
      expect(readFileSync(path, 'utf8')).toBe('{"GATEHOUSE_LOG_SALT":"hush"}')
      expect(statSync(path).mode & 0o777).toBe(0o600)
      return Promise.reject(new Error('wrangler failed'))
    })
    await expect(lend).rejects.toThrow('wrangler failed')
    expect(paths.map((path) => existsSync(path))).toEqual([false])
    await withSecretsFile({}, (path) => Promise.resolve(expect(path).toBe(undefined)))
  })

  test('are taken out of what wrangler says', () => {
    expect(concealing({ A: 'hush', B: '' })('it was hush, hush')).toBe('it was •••, •••')
    expect(concealing({ A: 'hush', B: 'hush-hush' })('it was hush-hush')).toBe('it was •••')
  })

  test.each([
    ['one key of a list', 'the second key'],
    ['the first key of a list', 'first-key'],
    ['the whole list', 'first-key, the second key'],
    ['a value as JSON writes it', 'a\\"quoted\\\\one'],
    ['a value as a URL writes it', 'a%22quoted%5Cone'],
  ])('are taken out of what wrangler says: %s', (_title, shown) => {
    const conceal = concealing({ SESSION_KEYS: 'first-key, the second key', AUTH0_CLIENT_SECRET: 'a"quoted\\one' })
    expect(conceal(`it was ${shown}.`)).toBe('it was •••.')
  })
})

test('a secret that is typed is not shown, and without a terminal there is no prompt', async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true, raw: false, setRawMode })
  function setRawMode(raw: boolean): void {
    input.raw = raw
  }
  const output = Object.assign(new PassThrough(), { isTTY: true })
  const ask = secretPrompt({ input, output })
  const asking = ask?.('GATEHOUSE_LOG_SALT: ')
  // The terminal itself would show what is typed.
  expect(input.raw).toBe(true)
  input.write('hush\r')
  expect(await asking).toBe('hush')
  expect(input.raw).toBe(false)
  expect(String(output.read())).toBe('GATEHOUSE_LOG_SALT: \n')
  expect(secretPrompt({ input, output: new PassThrough() })).toBe(undefined)
  expect(secretPrompt({ input: new PassThrough(), output })).toBe(undefined)
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  // The terminal is gone.
  ['SIGHUP', 129],
] as const)('what is lent to wrangler is gone when %s ends the deploy', async (signal, code) => {
  const script = `
    const { withSecretsFile } = await import(${JSON.stringify(import.meta.resolve('./secrets.ts'))})
    await withSecretsFile({ GATEHOUSE_LOG_SALT: 'hush' }, async (secrets) => {
      console.log(JSON.stringify([secrets]))
      await new Promise(() => setInterval(() => undefined, 60_000))
    })`
  const child = spawn('node', ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const lent = JSON.parse(line) as string[]
  expect(lent.map((path) => existsSync(path))).toEqual([true])
  child.kill(signal)
  expect(await once(child, 'exit')).toEqual([code, null])
  expect(lent.map((path) => existsSync(path))).toEqual([false])
})
