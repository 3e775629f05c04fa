// Tests the configuration of bound tokens: whether they are accepted, and the secrets of the nonces of their proofs.
import { describe, expect, test } from 'vitest'
import { ConfigurationError, parseConfiguration } from './configuration.ts'
import { AUDIENCE, type Members } from '../testing/access/support.ts'

const read = (more: Members) =>
  parseConfiguration({ AUTH0_DOMAIN: 'tenant.example', AUTH0_AUDIENCE: AUDIENCE, ...more })

function problemsOf(more: Members): ConfigurationError['problems'] {
  try {
    read(more)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

describe('GATEHOUSE_DPOP_NONCES', () => {
  const secrets = ['new', 'old'].map((name) => name.padEnd(32, '.'))

  test('left out, switches no nonces on', () => {
    expect(read({}).dpopNonces).toEqual([])
  })

  test('lists the secrets that nonces are made with', () => {
    expect(read({ GATEHOUSE_DPOP_NONCES: ` ${secrets.join(' , ')} ` }).dpopNonces).toEqual(secrets)
  })

  test('that could be guessed is refused, as a word such as on is', () => {
    for (const value of ['on', 'x'.repeat(31), `${secrets[0]},short`])
      expect(problemsOf({ GATEHOUSE_DPOP_NONCES: value })).toMatchObject([{ variable: 'GATEHOUSE_DPOP_NONCES' }])
  })

  test('that no proof could hold, because DPoP is off, is refused', () => {
    for (const nonces of [secrets.join(), secrets[0]])
      expect(problemsOf({ GATEHOUSE_DPOP: 'off', GATEHOUSE_DPOP_NONCES: nonces })).toMatchObject([
        { variable: 'GATEHOUSE_DPOP_NONCES' },
      ])
  })
})

describe('GATEHOUSE_DPOP', () => {
  test.each(['off', 'allowed', 'required'])('may be %s', (mode) => {
    expect(read({ GATEHOUSE_DPOP: mode }).dpop).toBe(mode)
    expect(read({ GATEHOUSE_DPOP: ` ${mode} ` }).dpop).toBe(mode)
  })

  test.each(['on', 'OFF', 'true'])('%s is refused, and the modes are listed', (mode) => {
    expect(problemsOf({ GATEHOUSE_DPOP: mode })).toMatchObject([
      { variable: 'GATEHOUSE_DPOP', remedy: 'set it to one of off, allowed, required' },
    ])
  })
})
