// Tests that every value of a client is parsed in linear time: one client that sends blanks must not delay all others in its isolate.
// Quadratic work takes seconds; the limits here are a tenth of one.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { quote } from '../access/quote.ts'
import { addressTo } from '../gateway/upstream/origin-request.ts'
import { withSocketToken } from '../gateway/edge/socket-token.ts'
import { cookieNamesOf, foreignCookies, readCookies } from '../tenant/login/cookies.ts'
import { parse, walk } from '../../../../tools/mutants/syntax.ts'
import { cpuMillisOf, FILLINGS, repeated } from './linear-work.ts'
import { inRepository } from '../../test/folders.ts'

const LENGTH = 128 * 1024
const LIMIT_MILLIS = 100
/** At this length quadratic work takes a second, so that a pattern that takes it is found soon. */
const PATTERN_LENGTH = 32 * 1024
/** What a pattern begins with must be there before its repetition is reached. */
const BEGINNINGS = ['', 'a', ',', '__Host-gatehouse=a', 'Bearer ', 'private', '00-', '/', '/auth', '"']

/** Tests, commands, the pages that a build writes, and the pages' scripts, which run in the reader's browser. */
const NOT_AT_RUN_TIME =
  /\/(?:cli|contracts|console\/(?:browser|reference)|generated|node_modules|project|testing)\/|\.(?:test|d)\.ts$/

const PATTERNS = patterns()

describe('every pattern of the sources is applied in linear time', () => {
  test.each(PATTERNS)('$file: $pattern', ({ pattern, flags }) => {
    const made = new RegExp(pattern, flags)
    for (const filling of FILLINGS) {
      for (const beginning of BEGINNINGS) {
        const text = `${beginning}${repeated(filling, PATTERN_LENGTH)}\u0001`
        const millis = cpuMillisOf(() => text.replace(made, ''), LIMIT_MILLIS)
        expect(millis, JSON.stringify([beginning, filling])).toBeLessThan(LIMIT_MILLIS)
      }
    }
  })

  test('the sources hold patterns', () => {
    expect(PATTERNS.length).toBeGreaterThan(30)
    const files = PATTERNS.map(({ file }) => file)
    for (const folder of ['packages/gatehouse/src/access/', 'packages/gatehouse/src/gateway/'])
      expect(files).toContainEqual(expect.stringContaining(folder))
  })
})

const NAMES = cookieNamesOf()

describe('a text of 128 KiB of any characters is read in linear time', () => {
  test.each([
    ['our cookies', (text: string) => readCookies(`__Host-gatehouse=a${text}b`, NAMES)],
    [
      'our cookies in half a header',
      (text: string) => readCookies(`__Host-gatehouse=a${text.slice(0, 65_000)}b`, NAMES),
    ],
    ['cookies of others', (text: string) => foreignCookies(`__Host-gatehouse=a${text.slice(0, 65_000)}b`, NAMES)],
    ['a claim that is explained', (text: string) => quote(`a${text}b`)],
    [
      'the names that Connection nominates',
      (text: string) =>
        addressTo({ address: 'https://x.example', paths: {}, headers: [] }, sent('connection', text), '1'),
    ],
    ['subprotocols', (text: string) => withSocketToken(sent('sec-websocket-protocol', `gatehouse.bearer.${text}`))],
  ])('%s', (_title, read) => {
    for (const filling of FILLINGS) {
      const text = repeated(filling, LENGTH)
      const millis = cpuMillisOf(() => refusedOr(() => read(text)), LIMIT_MILLIS)
      expect(millis, JSON.stringify(filling)).toBeLessThan(LIMIT_MILLIS)
    }
  })
})

function refusedOr(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    return error
  }
}

function sent(name: string, text: string): Request {
  return new Request('https://api.example/a', { headers: { [name]: `a${text}b` } })
}

function patterns(): { readonly file: string; readonly pattern: string; readonly flags: string }[] {
  const found: { file: string; pattern: string; flags: string }[] = []
  for (const folder of ['packages/gatehouse/src', 'packages/gatehouse/test/application/workers']) {
    for (const name of readdirSync(inRepository(folder), { recursive: true, encoding: 'utf8' })) {
      const file = `${folder}/${name}`
      if (!file.endsWith('.ts') || NOT_AT_RUN_TIME.test(file)) continue
      const tree = parse(readFileSync(inRepository(file), 'utf8'))
      walk(tree, tree, (node) => {
        const regex = node['regex']
        if (typeof regex === 'object' && regex !== null && 'pattern' in regex && 'flags' in regex)
          found.push({ file, pattern: String(regex.pattern), flags: String(regex.flags) })
        return true
      })
    }
  }
  return found
}
