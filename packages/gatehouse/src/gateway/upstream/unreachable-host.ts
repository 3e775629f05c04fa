// Recognizes an origin that Cloudflare could not reach. Behind Cloudflare a dead host does not make `fetch` throw: Cloudflare answers in
// its place, with a status that no server has (https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/).
import { ProblemError } from '../../problem/problem-error.ts'
import type { ProblemCode } from '../../problem/problems.ts'

/** What such a status says. */
interface Meaning {
  readonly code: Extract<ProblemCode, 'service_failed' | 'service_timeout'>
  /** Whether the connection failed, or only its one answer did not come. */
  readonly ofConnection: boolean
  /** Whether the body of a request can have brought it about. */
  readonly dependsOnBody: boolean
}

const NO_CONNECTION: Meaning = { code: 'service_failed', ofConnection: true, dependsOnBody: false }

const MEANINGS: ReadonlyMap<number, Meaning> = new Map([
  // The origin broke off, or answered what is no HTTP.
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

/** Why there is no answer of the origin itself; the cause of a refusal. */
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

/** The refusal that stands for an answer of Cloudflare's own, or `null` when the origin itself has answered. */
export function refusalOfCloudflare({ status, headers }: Response): ProblemError | null {
  const meaning = status < 520 ? undefined : MEANINGS.get(status)
  if (meaning === undefined || headers.get('server')?.toLowerCase() !== 'cloudflare') return null
  return new ProblemError(meaning.code, { cause: new UnreachableHost(status, meaning) })
}
