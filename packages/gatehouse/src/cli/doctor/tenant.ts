// Checks that a tenant answers, names itself as its issuer, has keys that the gateway can use, and has the same time.
import { type Clock, CLOCK_TOLERANCE_SECONDS } from '../../access/index.ts'
import { AUTH0_PAGES } from '../../problem/dashboard-pages.ts'
import { SIGN_WITH_RS256 } from '../../problem/dashboard-remedies.ts'
import type { Configuration } from '../../tenant/configuration.ts'
import type { TenantDomain } from '../../tenant/tenant-domain.ts'
import { fetchKeySet } from '../../tenant/keys/jwks-client.ts'
import { bad, type Finding, good, skipped } from './finding.ts'

/** Longest that the tenant may take to answer. */
const ANSWER_TIMEOUT_MILLIS = 10_000

/** The tools of the doctor. */
export interface DoctorDependencies {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly clock: Clock
}

/** Asks a tenant without following where it leads to. @throws Error when it does not answer in time */
export async function ask({ fetch }: DoctorDependencies, url: string, init: RequestInit = {}): Promise<Response> {
  return await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_TIMEOUT_MILLIS), ...init })
}

/** Returns whether a response does not answer the question: there were too many requests, or the tenant failed. */
export function isBusy({ status }: Response): boolean {
  return status === 429 || status >= 500
}

/** The remedy for such a response. */
export const ASK_AGAIN = 'ask again in a minute; if it stays so, see the status page of the tenant'

/** Looks at one domain of the tenant, or another issuer. @param algorithms those that count */
export async function checkTenant(
  domain: TenantDomain,
  algorithms: Configuration['algorithms'],
  dependencies: DoctorDependencies,
): Promise<Finding[]> {
  const { origin } = domain
  const askedAt = dependencies.clock.now()
  const discovery = domain.discoveryUrl ?? `${origin}/.well-known/openid-configuration`
  const answer = await ask(dependencies, discovery).catch((cause: unknown) => cause)
  if (!(answer instanceof Response)) {
    const remedy =
      origin.includes('//localhost') || origin.includes('//127.0.0.1')
        ? 'start the local tenant with `npm run dev`, or set AUTH0_DOMAIN to your tenant'
        : 'check AUTH0_DOMAIN against the domain in the settings of your application in the dashboard'
    return [bad('discovery', `${origin} does not answer (${wordsFor(answer)})`, remedy)]
  }
  const answeredAt = dependencies.clock.now()
  return [
    ...(await checkDiscovery(answer, discovery, domain)),
    await checkKeys(domain, algorithms, dependencies),
    checkClock(answer.headers, askedAt, answeredAt),
  ]
}

async function checkDiscovery(
  answer: Response,
  url: string,
  { issuer, origin, discoveryUrl }: TenantDomain,
): Promise<Finding[]> {
  const document: unknown = answer.status === 200 ? await answer.json().catch(() => null) : null
  if (typeof document !== 'object' || document === null) {
    const remedy =
      discoveryUrl === null
        ? 'AUTH0_DOMAIN must be the tenant itself, with no page in front of it; of another authorization server the whole issuer'
        : 'AUTH0_DOMAIN must be the whole issuer, as its tokens have it in iss, with no page in front of it'
    return [bad('discovery', `${url} answered ${answer.status} and no document`, remedy)]
  }
  const { issuer: says, jwks_uri: keysAt } = document as { issuer?: unknown; jwks_uri?: unknown }
  const own = typeof says === 'string' ? domainFor(says) : ''
  const remedy =
    own === ''
      ? 'set AUTH0_DOMAIN to an authorization server: this document names no issuer'
      : `set AUTH0_DOMAIN="${own}"`
  const findings = [
    says === issuer
      ? good('discovery', `${url} says issuer ${issuer}`)
      : bad('discovery', `the issuer is ${JSON.stringify(says)}, not ${issuer}`, remedy),
  ]
  const keys = `${origin}/.well-known/jwks.json`
  if (discoveryUrl !== null || keysAt === keys) return findings
  const keysRemedy = 'set AUTH0_DOMAIN to a tenant of Auth0: the gateway asks for keys where Auth0 has them'
  return [...findings, bad('keys', `they are said to be at ${JSON.stringify(keysAt)}, not ${keys}`, keysRemedy)]
}

// The value of AUTH0_DOMAIN for an issuer. An issuer without a path and a closing slash is named by its discovery document.
function domainFor(issuer: string): string {
  const url = URL.parse(issuer)
  if (url === null) return ''
  if (url.pathname !== '/') return issuer
  return issuer.endsWith('/') ? issuer.replace(/^https:\/\/|\/$/g, '') : `${issuer}/.well-known/openid-configuration`
}

async function checkKeys(
  domain: TenantDomain,
  algorithms: Configuration['algorithms'],
  { fetch, clock }: DoctorDependencies,
): Promise<Finding> {
  try {
    const { keys, dropped } = await fetchKeySet(domain, algorithms, fetch, clock)
    const others = dropped.length === 0 ? '' : `; not used: ${dropped.join(', ')}`
    return good('keys', `${keys.length} usable for signatures${others}`)
  } catch (error) {
    const remedy = `${SIGN_WITH_RS256}; keys must be RSA of 2048 bits or more, or on P-256 where GATEHOUSE_ALGORITHMS has ES256`
    return bad('keys', wordsFor(error), remedy, domain.discoveryUrl === null ? AUTH0_PAGES.signingKeys : undefined)
  }
}

function checkClock(headers: Headers, askedAt: number, answeredAt: number): Finding {
  const theirs = Date.parse(headers.get('date') ?? '')
  if (Number.isNaN(theirs)) return skipped('clock', 'the tenant does not say what time it is')
  // They wrote it after we asked and before we read it, and left out what is less than a second.
  const seconds = Math.round(Math.max(0, askedAt - theirs - 1000, theirs - answeredAt) / 1000)
  if (seconds <= CLOCK_TOLERANCE_SECONDS) return good('clock', `within ${CLOCK_TOLERANCE_SECONDS} s of the tenant's`)
  const way = theirs < askedAt ? 'ahead of' : 'behind'
  return bad(
    'clock',
    `this machine is ${seconds} s ${way} the tenant`,
    'set the clock: switch on NTP (timedatectl set-ntp true)',
  )
}

/** An error in words, with what caused it. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
