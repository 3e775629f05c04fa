// Tests the records of a request: the log line, the counters, and the data point of Workers Analytics Engine.
import { cookieNamesOf } from '../../tenant/login/cookies.ts'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { NOBODY, type Principal, signedIn, type Verdict } from '../../access/index.ts'
import { Recorder } from './recorder.ts'
import { SubjectHash } from '../edge/subject-hash.ts'
import { identifyRequest } from '../edge/request-identity.ts'
import type { RecordedRequest } from '../handler.ts'

const ADA: Principal = { ...NOBODY, id: 'auth0|ada', kind: 'user', clientId: 'app', email: 'ada@example.com' }
const VERDICT: Verdict = { principal: ADA, remembered: true, tier: 'memory', binding: null }
const VISIT: RecordedRequest = {
  platformTraceId: null,
  cookieNames: cookieNamesOf(),
  ...identifyRequest(new Request('https://api.example/', { headers: { 'x-request-id': 'request-1' } }), false),
  startedAt: 1_700_000_000_000,
  method: 'GET',
  row: { method: 'GET', path: '/payments/:id', operationId: 'getPayment', service: 'payments', access: signedIn },
  verdict: VERDICT,
}
const OK = { status: 200, code: null, millis: 3 }

const info = vi.spyOn(console, 'info')
beforeEach(() => void info.mockReset().mockImplementation(() => undefined))
afterAll(() => info.mockRestore())

const lines = (): Record<string, unknown>[] => info.mock.calls.map(([line]) => JSON.parse(String(line)))

function recording(salt: string | null = 'salt') {
  const work: Promise<unknown>[] = []
  const points: unknown[] = []
  const recorder = new Recorder(new SubjectHash(salt), { writeDataPoint: (point) => void points.push(point) })
  const record = (visit: RecordedRequest, outcome: Parameters<Recorder['record']>[1] = OK): void =>
    recorder.record(visit, outcome, { waitUntil: (promise) => void work.push(promise) })
  return { recorder, record, points, settled: () => Promise.all(work), work }
}

test('the first line of a subject waits for its hash behind the answer, the next one does not', async () => {
  const { record, settled, work } = recording()
  record(VISIT)
  expect(lines()).toEqual([])
  await settled()
  record(VISIT)
  expect(work).toHaveLength(1)
  const [first, second] = lines()
  expect(first?.['subject']).toMatch(/^[0-9a-f]{24}$/)
  expect(second).toEqual(first)
})

test('a subject has another hash under another salt, and none without one', async () => {
  const hashes = await Promise.all(['salt', 'other', null].map((salt) => new SubjectHash(salt).make(ADA)))
  const again = await new SubjectHash('salt').make({ ...ADA })
  expect(hashes[0]).toBe(again)
  expect(hashes[1]).toMatch(/^[0-9a-f]{24}$/)
  expect(hashes[1]).not.toBe(hashes[0])
  expect(hashes[2]).toBeNull()
})

test('a guest and a refused token have a line at once, and no subject', () => {
  const { record, work } = recording()
  record({ ...VISIT, verdict: { ...VERDICT, principal: NOBODY, tier: null, remembered: false } })
  record({ ...VISIT, verdict: null }, { status: 401, code: 'token_expired', millis: 0 })
  expect(work).toEqual([])
  expect(lines()).toMatchObject([
    { kind: 'anonymous', tier: null, subject: null },
    { kind: null, tier: null, subject: null, status: 401, code: 'token_expired' },
  ])
})

test('neither the log nor a data point contains the subject or the id of a payment', async () => {
  const { record, points, settled } = recording()
  record(VISIT)
  await settled()
  const told = JSON.stringify([lines(), points])
  expect(told).toContain('/payments/:id')
  expect(told).not.toMatch(/ada/)
})

test('a data point has the columns of docs/observability.md, in their order', () => {
  const { record, points } = recording(null)
  record(VISIT)
  record({ ...VISIT, row: null, verdict: null }, { status: 404, code: 'route_not_found', millis: 1 })
  expect(points).toEqual([
    {
      indexes: ['payments'],
      blobs: ['/payments/:id', 'GET', '200', null, 'memory', 'user', 'app'],
      doubles: [3, 1],
    },
    {
      indexes: ['gateway'],
      blobs: [null, 'GET', '404', 'route_not_found', null, null, null],
      doubles: [1, 0],
    },
  ])
})

test('without Analytics Engine everything else is recorded nevertheless', () => {
  const recorder = new Recorder(new SubjectHash(null), undefined)
  recorder.record(VISIT, OK, { waitUntil: () => undefined })
  expect(lines()).toHaveLength(1)
  expect(recorder.inspect()).toMatchObject({ requests: 1, services: { payments: 1 } })
})
