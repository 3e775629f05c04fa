// Tests the counts of an isolate for the status page: in total and per minute.
import { cookieNamesOf } from '../../tenant/login/cookies.ts'
import { describe, expect, test } from 'vitest'
import { signedIn } from '../../access/index.ts'
import { Counters } from './counters.ts'
import type { RouteRow } from '../handler.ts'
import { identifyRequest } from '../edge/request-identity.ts'

const ROW: RouteRow = {
  method: 'GET',
  path: '/payments',
  operationId: 'listPayments',
  service: 'payments',
  access: signedIn,
}
const START = 1_700_000_040_000
const IDENTITY = identifyRequest(new Request('https://api.example/payments'), false)

function counting() {
  const counters = new Counters()
  const count = (more: {
    at?: number
    status?: number
    code?: string
    millis?: number
    row?: RouteRow | null
  }): void => {
    const { at = START, status = 200, code = null, millis = 1, row = ROW } = more
    const visit = {
      ...IDENTITY,
      platformTraceId: null,
      cookieNames: cookieNamesOf(),
      startedAt: at,
      method: 'GET',
      row,
      verdict: null,
    }
    counters.count(visit, { status, code, millis })
  }
  return { counters, count }
}

test('nothing was counted before the first request', () => {
  expect(counting().counters.inspect()).toMatchObject({ since: null, requests: 0, statuses: {}, minutes: [] })
})

test('answers are counted by status, code and service', () => {
  const { counters, count } = counting()
  count({})
  count({ status: 401, code: 'token_expired' })
  count({ status: 404, code: 'route_not_found', row: null })
  count({ row: { ...ROW, service: null } })
  expect(counters.inspect()).toMatchObject({
    since: START / 1000,
    requests: 4,
    statuses: { 200: 2, 401: 1, 404: 1 },
    codes: { token_expired: 1, route_not_found: 1 },
    services: { payments: 2, gateway: 2 },
  })
})

test('answers are counted by how long they took, bounds included', () => {
  const { counters, count } = counting()
  for (const millis of [0, 5, 6, 5_000, 5_001]) count({ millis })
  expect(counters.inspect().latencies).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 1, 1])
})

describe('the minutes', () => {
  test('distinguish answers, refusals and failures', () => {
    const { counters, count } = counting()
    for (const status of [200, 304, 404, 429, 500, 503]) count({ status })
    expect(counters.inspect().minutes).toEqual([{ at: START / 1000, ok: 2, refused: 2, failed: 2 }])
  })

  test('are those of the last hour, the oldest first', () => {
    const { counters, count } = counting()
    for (let minute = 0; minute < 100; minute++) count({ at: START + minute * 60_000 })
    const { minutes } = counters.inspect()
    expect(minutes).toHaveLength(60)
    expect([minutes.at(0)?.at, minutes.at(-1)?.at]).toEqual([START / 1000 + 40 * 60, START / 1000 + 99 * 60])
  })

  test('do not begin anew for a request whose clock lies behind', () => {
    const { counters, count } = counting()
    count({ at: START + 60_000 })
    count({ at: START })
    expect(counters.inspect().minutes).toEqual([{ at: START / 1000 + 60, ok: 2, refused: 0, failed: 0 }])
  })
})

test('names that a service makes up do not fill the memory', () => {
  const { counters, count } = counting()
  for (let code = 0; code < 1_000; code++) count({ status: 400, code: `code_${code}` })
  count({ status: 400, code: 'code_0' })
  const { codes } = counters.inspect()
  expect(Object.keys(codes)).toHaveLength(64)
  expect(codes['code_0']).toBe(2)
})
