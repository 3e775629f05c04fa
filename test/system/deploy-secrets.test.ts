// The secrets of a deploy, that nobody reads: from a file or typed unseen, and lent to wrangler for as long as it needs them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { secretPrompt } from '../../scripts/deploy/prompt.ts'
import { askForSecrets, concealing, readSecrets, withSecretsFile } from '../../scripts/deploy/secrets.ts'

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'gatehouse-test-')), 'secrets')
  writeFileSync(path, text)
  return path
}

describe('secrets', () => {
  test('are read from JSON and from lines, with a $ as it stands', () => {
    expect(readSecrets(file('{"LOG_SALT":"a$HOME"}'))).toEqual({ LOG_SALT: 'a$HOME' })
    expect(readSecrets(file("# ours\nAUTH0_CLIENT_SECRET='p$w d'\nLOG_SALT=x\n"))).toEqual({
      AUTH0_CLIENT_SECRET: 'p$w d',
      LOG_SALT: 'x',
    })
  })

  test.each([
    ['nothing', '', 'holds no secret'],
    ['broken JSON', '{"LOG_SALT":"hush', 'is no JSON'],
    ['no text', '{"LOG_SALT":{"hush":1}}', 'LOG_SALT is empty or no text'],
    ['an empty one', 'LOG_SALT=', 'LOG_SALT is empty or no text'],
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
    expect(given['LOG_SALT']).toMatch(/^[\w-]{43}$/)
    expect(given['SESSION_KEYS']).toMatch(/^[\w-]{43}$/)
    expect(given).not.toHaveProperty('AUTH0_CLIENT_SECRET')
    expect(asked).toHaveLength(3)
    const known = ['AUTH0_CLIENT_SECRET', 'SESSION_KEYS']
    expect(await askForSecrets({ LOG_SALT: 'x' }, known, ask('y'))).toEqual({ LOG_SALT: 'x' })
    expect(asked).toHaveLength(3)
    expect(await askForSecrets({}, ['LOG_SALT', 'SESSION_KEYS'], ask(' typed '))).toEqual({
      AUTH0_CLIENT_SECRET: 'typed',
    })
    expect(await askForSecrets({}, [], undefined)).toEqual({})
  })

  test('are lent in a file that only its owner can read, and that is gone afterwards, also after a failure', async () => {
    const paths: string[] = []
    const lend = withSecretsFile({ LOG_SALT: 'hush' }, (path = '') => {
      paths.push(path)
      expect(readFileSync(path, 'utf8')).toBe('{"LOG_SALT":"hush"}')
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
})

test('a secret that is typed is not shown, and without a terminal nobody is asked', async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true, raw: false, setRawMode })
  function setRawMode(raw: boolean): void {
    input.raw = raw
  }
  const output = Object.assign(new PassThrough(), { isTTY: true })
  const ask = secretPrompt({ input, output })
  const asking = ask?.('LOG_SALT: ')
  // The terminal itself would show what is typed.
  expect(input.raw).toBe(true)
  input.write('hush\r')
  expect(await asking).toBe('hush')
  expect(input.raw).toBe(false)
  expect(String(output.read())).toBe('LOG_SALT: \n')
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
    const { withSecretsFile } = await import('./scripts/deploy/secrets.ts')
    const { withPatchedConfig } = await import('./scripts/deploy/patched-config.ts')
    const [folder] = process.argv.slice(1)
    await withPatchedConfig({ configPath: folder + '/wrangler.toml' }, 'staging', { ids: new Map(), withoutServices: true }, (config) =>
      withSecretsFile({ LOG_SALT: 'hush' }, async (secrets) => {
        console.log(JSON.stringify([config, secrets]))
        await new Promise((resolve) => setTimeout(resolve, 60_000))
      }))`
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
  writeFileSync(join(folder, 'wrangler.toml'), 'name = "g"\n[env.staging]\nname = "s"\n')
  const child = spawn('node', ['--input-type=module', '-e', script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const lent = JSON.parse(line) as string[]
  expect(lent.map((path) => existsSync(path))).toEqual([true, true])
  child.kill(signal)
  expect(await once(child, 'exit')).toEqual([code, null])
  expect(lent.map((path) => existsSync(path))).toEqual([false, false])
})
