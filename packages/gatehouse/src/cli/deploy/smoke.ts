// Asks a gateway that was just deployed whether it works: it is alive, every part is ready, and nobody passes without a token.
import { tokenNeed } from '../../access/index.ts'
import type { RouteRow } from '../../gateway/handler.ts'

const PAUSE_MILLIS = 3_000
/** For a while the version before still answers here and there: one good round alone says little. */
const GOOD_ROUNDS = 3
const ANSWER_TIMEOUT_MILLIS = 10_000

/** What a smoke test is made with. */
export interface SmokeParts {
  /** The routes of the gateway that was deployed. */
  readonly routes: readonly RouteRow[]
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly now: () => number
  readonly pause: (millis: number) => Promise<void>
  /** How long a bad answer is put down to the new version not being everywhere yet. */
  readonly settlingMillis: number
}

/** Asks until three rounds in a row were good. @throws Error saying what was not, when its time is over */
export async function smokeTest(url: string, parts: SmokeParts): Promise<void> {
  const { routes, fetch, now, pause, settlingMillis } = parts
  const end = now() + settlingMillis
  const guarded = guardedPath(routes)
  for (let good = 0; ;) {
    const wrong = await round(url, guarded, fetch)
    good = wrong === null ? good + 1 : 0
    if (good === GOOD_ROUNDS) return
    if (wrong !== null && now() >= end) throw new Error(wrong)
    await pause(PAUSE_MILLIS)
  }
}

async function round(url: string, guarded: string, fetch: SmokeParts['fetch']): Promise<string | null> {
  const ask = async (path: string): Promise<Response | Error> => {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MILLIS)
    return await fetch(`${url}${path}`, { redirect: 'manual', signal }).catch((cause: unknown) =>
      cause instanceof Error ? cause : new Error(String(cause)),
    )
  }
  const health = await ask('/health')
  if (!isStatus(health, 200)) return `GET ${url}/health ${wordsFor(health)}, not 200`
  await health.body?.cancel()
  const ready = await ask('/ready')
  if (!isStatus(ready, 200)) return `GET ${url}/ready ${wordsFor(ready)}, not 200${await bodyOf(ready)}`
  await ready.body?.cancel()
  const refused = await ask(guarded)
  const text = refused instanceof Response ? await refused.text() : ''
  if (isStatus(refused, 401) && text.includes('token_missing')) return null
  return `GET ${url}${guarded} without a token ${wordsFor(refused)}, not 401 token_missing`
}

/** A path that nobody may read without a token, and that needs nothing else. @throws Error when there is none */
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
  return answer instanceof Response ? `answered ${answer.status}` : `failed (${answer.message})`
}

async function bodyOf(answer: Response | Error): Promise<string> {
  return answer instanceof Response ? `: ${(await answer.text()).slice(0, 500)}` : ''
}
