// Runs the doctor with a fake tenant, so that a test can break one thing at a time.
import { diagnose, type DoctorInput } from '../cli/doctor/diagnose.ts'
import { type Finding, lineOf } from '../cli/doctor/finding.ts'
import { systemClock } from '../http/clock.ts'
import { type Allowed, answerAsTenant, type Faults, TENANT_ORIGIN } from './fake-tenant.ts'

/** Where the gateway is. */
export const GATEWAY_URL = 'https://api.example.com'
/** The time of the checks. */
export const NOW = Date.parse('2026-11-24T12:00:00Z')
const ALLOWED: Allowed = {
  clientId: 'app',
  clientSecret: 'right',
  audience: 'https://api.example.com',
  callbacks: [`${GATEWAY_URL}/docs/oauth2-redirect`, `${GATEWAY_URL}/auth/callback`],
  logouts: ['/docs', '/status', '/'].map((path) => `${GATEWAY_URL}${path}`),
}
const VARIABLES = {
  AUTH0_DOMAIN: 'tenant.example.com',
  AUTH0_AUDIENCE: ALLOWED.audience,
  AUTH0_CLIENT_ID: 'app',
  AUTH0_CLIENT_SECRET: 'right',
  AUTH0_CALLBACK_URL: `${GATEWAY_URL}/auth/callback`,
  GATEHOUSE_KV_SECRET: 'x'.repeat(43),
  GATEHOUSE_SESSION_KEYS: 'x'.repeat(43),
}

/** The differences from a sound tenant and a sound configuration. */
export interface Case {
  readonly variables?: object
  readonly faults?: Faults
  readonly date?: string
  readonly input?: Partial<DoctorInput>
}

/** Returns the findings of the doctor. */
export function diagnoseCase({
  variables = {},
  faults = {},
  date = new Date(NOW).toUTCString(),
  input = {},
}: Case = {}) {
  const whole = {
    variables: { ...VARIABLES, ...variables },
    source: 'the test',
    services: [],
    gatewayUrl: GATEWAY_URL,
    login: true,
  }
  return diagnose(
    { ...whole, ...input },
    {
      clock: { ...systemClock, now: () => NOW },
      fetch: (url, init) => {
        const { origin } = new URL(url)
        if (origin !== TENANT_ORIGIN)
          return Promise.reject(new TypeError('fetch failed', { cause: new Error('ENOTFOUND') }))
        const answer = answerAsTenant(new URL(url), typeof init.body === 'string' ? init.body : '', ALLOWED, faults)
        if (date !== '') answer.headers.set('date', date)
        return Promise.resolve(answer)
      },
    },
  )
}

/** Returns the lines of the findings with this status. */
export const linesOf = (findings: readonly Finding[], state: Finding['state']): string =>
  findings
    .filter((finding) => finding.state === state)
    .map(lineOf)
    .join('\n')

/** A tenant that is too busy to answer. */
export const busy = (path: string, status: number) => ({ [path]: () => new Response('', { status }) })

/** A tenant whose /authorize redirects there. */
export const leads = (to: string) => ({
  '/authorize': () => new Response(null, { status: 302, headers: { location: to } }),
})
