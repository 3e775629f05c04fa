// A month of figures of a deployment, added up by the stores of the Durable Object on a clock of its own.
import type { Page } from 'playwright-core'
import type { DeploymentFigures, FigureQuery } from '../../src/gateway/exchange-types.ts'
import type { Figures } from '../../src/gateway/figure-types.ts'
import { FigureStore } from '../../src/gateway/telemetry/figure-store.ts'
import { countRequest } from '../../src/gateway/telemetry/figures.ts'
import { IsolateList } from '../../src/gateway/telemetry/isolate-list.ts'
import { PartStore } from '../../src/gateway/telemetry/part-store.ts'
import { SignInStore } from '../../src/gateway/telemetry/sign-in-store.ts'
import { sqlite } from '../exchange/sqlite.ts'

const DAY_SECONDS = 86_400
const PLACES = [
  { colo: 'FRA', country: 'DE' },
  { colo: 'CDG', country: 'FR' },
  { colo: 'WAW', country: 'PL' },
  { colo: 'IAD', country: 'US' },
]
const ROUTES = [
  ['payments', 'GET', '/payments'],
  ['payments', 'GET', '/payments/:id'],
  ['search', 'GET', '/search'],
  ['payments', 'POST', '/payments'],
  ['insights', 'GET', '/insights/payments'],
  ['search', 'GET', '/search/documents'],
] as const
const CLIENTS = ['web-application', 'mobile-application', 'nightly-report']
const PROBLEMS = [
  [401, 'token_expired'],
  [403, 'scope_missing'],
  [429, 'rate_limited'],
  [503, 'service_unavailable'],
] as const
const LATENCIES = [3, 8, 18, 35, 70, 140, 320, 800]

/** Answers the page with a month of figures in place of those of its gateway. */
export async function serveMonth(page: Page): Promise<void> {
  const month = openMonth(Date.now() / 1000)
  await page.route(/\/status\/(?:deployment|sign-ins)\?/, async (route) => {
    const { pathname, searchParams: query } = new URL(route.request().url())
    const range = (query.get('range') ?? 'hour') as FigureQuery['range']
    const figures = { range, service: query.get('service'), code: query.get('code') }
    await route.fulfill({
      json: pathname.endsWith('sign-ins') ? month.signIns(range) : month.deployment(figures),
    })
  })
}

/** The figures of the last 30 days. @param now in seconds since the epoch */
function openMonth(now: number) {
  const [figures, parts, signIns, isolates] = [
    new FigureStore(sqlite()),
    new PartStore(sqlite()),
    new SignInStore(sqlite()),
    new IsolateList(),
  ]
  let seed = 7
  // The same in each run (a linear congruential generator, Numerical Recipes §7.1).
  const random = (): number => (seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
  const next = (length: number): number => Math.floor(random() * length)
  // By the hour, and by the minute in the last hour.
  const times = Array.from({ length: 30 * 24 }, (_, hour) => now - (30 * 24 - hour) * 3_600)
  times.push(...Array.from({ length: 60 }, (_, minute) => now - (59 - minute) * 60))
  for (const at of times) {
    const isWeekend = Math.floor(at / DAY_SECONDS + 4) % 7 < 2
    const dayTime =
      (Math.sin((((at % DAY_SECONDS) / DAY_SECONDS) * 2 - 0.6) * Math.PI) + 1.3 + random()) * (isWeekend ? 0.4 : 1)
    const isOutage = at > now - 9 * DAY_SECONDS && at < now - 9 * DAY_SECONDS + 5 * 3_600
    const counted: Figures = {}
    for (let request = 0; request < dayTime * 12; request += 1) {
      const [service = 'payments', method = 'GET', path = '/payments'] = ROUTES[Math.min(next(6), next(6))] ?? []
      const row = { service, method, path, operationId: path, access: { kind: 'signedIn' } } as const
      const problem =
        isOutage && request % 2 === 0 ? PROBLEMS[3] : next(11) === 0 ? PROBLEMS[Math.min(next(3), next(3))] : undefined
      const [status, code] = problem ?? [200, null]
      const verdict = { principal: { clientId: CLIENTS[next(3)] ?? null } }
      countRequest(
        counted,
        { method, row, verdict: verdict as never },
        { status, code, millis: LATENCIES[Math.min(next(8), next(8))] ?? 3 },
        PLACES[Math.min(next(4), next(4))],
      )
    }
    figures.add(counted, at)
    const failed = isOutage ? 2 : 0
    parts.add(
      {
        keys: { ready: 12, failed: 0, reasons: {}, isReady: true, reason: null },
        payments: { ready: 12 - failed * 6, failed: failed * 6, reasons: {}, isReady: !isOutage, reason: null },
        search: { ready: 12, failed: 0, reasons: {}, isReady: true, reason: null },
      },
      at,
    )
    for (let person = 0; person < dayTime * 2; person += 1) {
      const isFailed = next(8) === 0
      signIns.add(
        [
          {
            source: 'token',
            at,
            person: `${String(next(400)).padStart(3, '0')}a5d0c2e9f71b3486`,
            isFailed,
            reason: isFailed ? (['access_denied', 'mfa_required'][next(2)] ?? null) : null,
            provider: ['auth0', 'google-oauth2', 'okta'][next(3)] ?? null,
            client: CLIENTS[next(2)] ?? null,
            country: PLACES[Math.min(next(4), next(4))]?.country ?? null,
          },
        ],
        at,
      )
    }
    for (const store of [figures, parts, signIns]) store.flush(at + 1)
  }
  for (let index = 0; index < 24; index += 1)
    isolates.add(
      {
        isolate: `${index}e7c1f04-isolate`,
        kids: index === 3 ? ['key-of-june'] : ['key-of-june', 'key-of-july'],
        version: index % 6 === 0 ? '7b1f20ac' : '91c3e4d5',
        colo: PLACES[index % 4]?.colo ?? null,
        figures: {},
      },
      now,
    )
  return {
    deployment: (query: FigureQuery): Omit<DeploymentFigures, 'signInsSince' | 'since'> => ({
      ...figures.read(query, now),
      isolates: isolates.summary(now),
      breakers: [],
      parts: parts.read(query.range, now),
      revocations: { subject: 2, client: 1, session: 14, organization: 0, member: 0, all: 0 },
    }),
    signIns: (range: FigureQuery['range']) => signIns.read(range, now),
  }
}
