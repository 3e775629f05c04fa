// Checks a gateway that was just deployed: it runs, every part is ready, a request without a token is refused, and nothing is served over
// plain http.
import { tokenNeed } from '../../access/index.ts'
import type { RouteRow } from '../../gateway/handler.ts'
import { PROBLEM_MEDIA_TYPE } from '../../problem/problem.ts'

const PAUSE_MILLIS = 3_000
/** For a while the version before still answers here and there: one good round alone says little. */
const GOOD_ROUNDS = 3
const ANSWER_TIMEOUT_MILLIS = 10_000

/** The tools of a smoke test. */
export interface SmokeParts {
  /** The routes of the gateway that was deployed. */
  readonly routes: readonly RouteRow[]
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly now: () => number
  readonly pause: (millis: number) => Promise<void>
  /** How long a bad response may be caused by the new version not being everywhere yet. */
  readonly settlingMillis: number
}

/** Nothing answered at the gateway's address at all, which says nothing of what was deployed. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

type Ask = (url: string) => Promise<Response | Error>

/**
 * Asks until three rounds in a row were good, and then once over plain http.
 *
 * @throws Error saying what was wrong when the time is over
 * @throws UnreachableError when there was no answer in all this time: a new custom domain has no certificate at first
 */
export async function smokeTest(url: string, parts: SmokeParts): Promise<void> {
  const { routes, fetch, now, pause, settlingMillis } = parts
  const end = now() + settlingMillis
  const guarded = guardedPath(routes)
  const seen = { answer: false }
  const ask: Ask = async (address) => {
    try {
      const answer = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_TIMEOUT_MILLIS) })
      seen.answer = true
      return answer
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      // A gateway that hangs is there.
      seen.answer ||= error.name === 'TimeoutError'
      return error
    }
  }
  for (let good = 0; good < GOOD_ROUNDS;) {
    const wrong = await round(url, guarded, ask)
    good = wrong === null ? good + 1 : 0
    if (wrong !== null && now() >= end) throw seen.answer ? new Error(wrong) : unreachable(url, wrong)
    if (good < GOOD_ROUNDS) await pause(PAUSE_MILLIS)
  }
  const wrong = await checkPlainHttp(url, ask)
  if (wrong !== null) throw new Error(wrong)
}

function unreachable(url: string, wrong: string): UnreachableError {
  return new UnreachableError(
    `${wrong}: nothing answers there. A new custom domain has neither name nor certificate for some minutes; look at it in the dashboard (Workers & Pages → the Worker → Settings → Domains & Routes). Ask ${url}/ready then, or run the same command again with a longer --settle, such as 900`,
  )
}

async function round(url: string, guarded: string, ask: Ask): Promise<string | null> {
  const health = await ask(`${url}/health`)
  if (!isStatus(health, 200)) return `GET ${url}/health ${wordsFor(health)}, not 200`
  await health.body?.cancel()
  const ready = await ask(`${url}/ready`)
  if (!isStatus(ready, 200)) return `GET ${url}/ready ${wordsFor(ready)}, not 200${await bodyOf(ready)}`
  await ready.body?.cancel()
  const refused = await ask(url + guarded)
  const text = refused instanceof Response ? await refused.text() : ''
  if (isStatus(refused, 401) && text.includes('token_missing')) return null
  return `GET ${url}${guarded} without a token ${wordsFor(refused)}, not 401 token_missing`
}

// The gateway itself answers with 308, and a zone with *Always Use HTTPS* with 301 before it.
async function checkPlainHttp(url: string, ask: Ask): Promise<string | null> {
  const { protocol, hostname, port } = new URL(url)
  if (protocol !== 'https:' || port !== '' || hostname.endsWith('.workers.dev')) return null
  const plain = `http://${hostname}/health`
  const answer = await ask(plain)
  // If no server listens, nothing can be read in transit.
  if (answer instanceof Error) return null
  await answer.body?.cancel()
  const location = answer.headers.get('location') ?? ''
  if ([301, 308].includes(answer.status) && location.startsWith(`https://${hostname}/`)) return null
  if (answer.status >= 400 && answer.headers.get('content-type')?.startsWith(PROBLEM_MEDIA_TYPE) === true) return null
  return `GET ${plain} ${wordsFor(answer)}, and leads to no https: switch Always Use HTTPS on in the zone (SSL/TLS → Edge Certificates)`
}

/** Returns a path that requires a token and nothing else. @throws Error when there is none */
export function guardedPath(routes: readonly RouteRow[]): string {
  const row = routes.find(
    ({ method, path, access }) => method === 'GET' && !/[:{*]/.test(path) && tokenNeed(access) === 'required',
  )
  if (row === undefined) throw new Error('no contract has a GET route that demands a token')
  return row.path
}

function isStatus(answer: Response | Error, status: number): answer is Response {
  return answer instanceof Response && answer.status === status
}

function wordsFor(answer: Response | Error): string {
  if (answer instanceof Response) return `answered ${answer.status}`
  return `failed (${answer.cause instanceof Error ? `${answer.message}: ${answer.cause.message}` : answer.message})`
}

async function bodyOf(answer: Response | Error): Promise<string> {
  return answer instanceof Response ? `: ${(await answer.text()).slice(0, 500)}` : ''
}
