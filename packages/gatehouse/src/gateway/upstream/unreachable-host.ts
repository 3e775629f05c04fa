// Recognizes an origin that Cloudflare could not reach. Behind Cloudflare a dead host does not make `fetch` throw: Cloudflare answers in
// its place, with a status that no server has (https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/).
import { ProblemError } from '../../problem/problem-error.ts'
import type { ProblemCode } from '../../problem/problems.ts'

/** The meaning of such a status. */
interface Meaning {
  readonly code: Extract<ProblemCode, 'service_failed' | 'service_timeout'>
  /** Whether the connection failed, or only this response is missing. */
  readonly ofConnection: boolean
  /** Whether the body of a request can have caused it. */
  readonly dependsOnBody: boolean
}

const NO_CONNECTION: Meaning = { code: 'service_failed', ofConnection: true, dependsOnBody: false }

const MEANINGS: ReadonlyMap<number, Meaning> = new Map([
  // The origin closed the connection, or its response was not HTTP.
  [520, { code: 'service_failed', ofConnection: true, dependsOnBody: true }],
  [521, NO_CONNECTION],
  [522, { code: 'service_timeout', ofConnection: true, dependsOnBody: false }],
  [523, NO_CONNECTION],
  [524, { code: 'service_timeout', ofConnection: false, dependsOnBody: true }],
  [525, NO_CONNECTION],
  [526, NO_CONNECTION],
  // With an error 1xxx in the page, such as an unknown name.
  [530, NO_CONNECTION],
])

/** The reason that there is no response of the origin itself; the cause of a refusal. */
export class UnreachableHost extends Error {
  override readonly name = 'UnreachableHost'
  readonly ofConnection: boolean
  readonly dependsOnBody: boolean

  constructor(status: number, { ofConnection, dependsOnBody }: Meaning) {
    super(`Cloudflare answered ${status} in place of the origin`)
    this.ofConnection = ofConnection
    this.dependsOnBody = dependsOnBody
  }
}

/** Returns the refusal for a response of Cloudflare itself, or `null` when the origin itself has answered. */
export function refusalOfCloudflare({ status, headers }: Response): ProblemError | null {
  const meaning = status < 520 ? undefined : MEANINGS.get(status)
  if (meaning === undefined || headers.get('server')?.toLowerCase() !== 'cloudflare') return null
  return new ProblemError(meaning.code, { cause: new UnreachableHost(status, meaning) })
}
