// Tests that every rate class in a contract needs its block in wrangler.toml, in each environment.
import { expect, test } from 'vitest'
import { anyone } from '../access/index.ts'
import { defineRoute } from '../http/route.ts'
import type { Contract } from './contract.ts'
import { checkRateClasses } from './rate-class-wiring.ts'

const limit = (name: string, period = 60) => ({ name, simple: { limit: 1, period } })
const GIVEN = [limit('RATE_LIMIT'), limit('RATE_LIMIT_STRICT')]

function faults(rate: string, ratelimits: typeof GIVEN, staging = ratelimits) {
  const upload = defineRoute({
    access: anyone,
    operationId: 'upload',
    method: 'put',
    path: '/uploads',
    summary: 'Upload',
    limits: { rate },
    responses: {},
  })
  const service = { title: 'Uploads', description: 'Uploads.', permissions: {} }
  const contracts: Contract[] = [{ name: 'uploads', service, routes: [upload] }]
  return checkRateClasses(contracts, {
    gateway: { name: 'gatehouse', vars: {}, ratelimits },
    all: [['wrangler.toml: [env.staging]', { ratelimits: staging }]],
  })
}

test('a class without its block is named with the operation, and with the lines to add', () => {
  expect(faults('big-uploads', GIVEN)).toEqual([
    'wrangler.toml: the rate limit RATE_LIMIT_BIG_UPLOADS of upload is missing: add these lines, with a limit of your own\n\n' +
      '[[ratelimits]]\nname = "RATE_LIMIT_BIG_UPLOADS"\nsimple = { limit = 60, period = 60 }\n',
  ])
})

test('a class that an environment lacks is named with the lines to add there', () => {
  const [fault, ...more] = faults('uploads', [...GIVEN, limit('RATE_LIMIT_UPLOADS')], GIVEN)
  expect(fault).toContain('wrangler.toml: [env.staging] the rate limit RATE_LIMIT_UPLOADS of upload is missing')
  expect(fault).toContain('[[env.staging.ratelimits]]\nname = "RATE_LIMIT_UPLOADS"')
  expect(more).toEqual([])
})

test('a class with another period is named', () => {
  expect(faults('uploads', [...GIVEN, limit('RATE_LIMIT_UPLOADS', 10)])).toEqual([
    'wrangler.toml: give the rate limit RATE_LIMIT_UPLOADS a period of 60: callers are told to come back then',
  ])
})

test('a class that makes no binding is named', () => {
  expect(faults('Up loads', GIVEN)).toEqual([expect.stringContaining('"Up loads" needs a name of small letters')])
})

test.each(['none', 'refusals', 'standard', 'strict'])('the class %s needs nothing more', (rate) => {
  expect(faults(rate, GIVEN)).toEqual([])
})
