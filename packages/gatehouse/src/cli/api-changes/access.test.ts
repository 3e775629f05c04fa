// Tests which changes of a policy about logins, actors and claims keep a caller out.
import { expect, test } from 'vitest'
import {
  actor,
  agent,
  and,
  claim,
  directly,
  equals,
  includes,
  mfa,
  type Policy,
  recentLogin,
  signedIn,
  user,
} from '../../access/index.ts'
import { stillLetsIn } from './access.ts'

test.each<readonly [string, Policy, Policy, boolean]>([
  ['a login that may be older', recentLogin(60), recentLogin(300), true],
  ['a login that must be newer', recentLogin(300), recentLogin(60), false],
  ['a second factor that may be older', mfa(60), mfa(300), true],
  ['a second factor less', mfa(60), recentLogin(60), true],
  ['a second factor less, and a newer login', mfa(300), recentLogin(60), false],
  ['a second factor more', recentLogin(60), mfa(60), false],
  ['no login any more', mfa(60), user(), true],
  ['a login that was not asked for', user(), recentLogin(60), false],
  ['another actor more', actor('a'), actor('a', 'b'), true],
  ['any actor', actor('a'), actor(), true],
  ['an actor less', actor('a', 'b'), actor('a'), false],
  ['named actors in place of any', actor(), actor('a'), false],
  ['an actor in place of none', directly(), actor(), false],
  ['an agent in place of anybody', signedIn, agent(), false],
  ['anybody in place of an agent', agent(), signedIn, true],
  ['another value of a claim', claim('a', equals('b')), claim('a', equals('c')), false],
  ['another test of a claim', claim('a', equals('b')), claim('a', includes('b')), false],
  ['no claim any more', and(user(), claim('a', equals('b'))), user(), true],
])('%s', (_, old, present, expected) => {
  expect(stillLetsIn(JSON.parse(JSON.stringify(old)), JSON.parse(JSON.stringify(present)))).toBe(expected)
})
