// Keeps a caller on one version of each service while two are served (gradual deployments): Cloudflare picks the version by a key
// in a header, also for calls over service bindings. The gateway's own version is picked before it runs: docs/deploying.md.
import type { Principal } from '../../access/index.ts'
import { VERSION_KEY_HEADER } from '../../http/header-names.ts'
import type { SubjectHash } from './subject-hash.ts'

/** Gives a request the key of its caller. A client's own value of the header is removed before (sanitize-request.ts). */
export type VersionKey = (request: Request, principal: Principal) => Promise<Request>

/**
 * Returns the function that gives requests their key, or `undefined` if it is off: a request with a key must be copied, and a copy costs
 * a sixth of everything else.
 *
 * @param mode the variable `GATEHOUSE_VERSION_AFFINITY`: `on` while versions are served side by side
 * @param report called for a value that is neither `on` nor `off`
 */
export function versionKeyOf(mode: unknown, subjects: SubjectHash, report: () => void): VersionKey | undefined {
  if (mode !== undefined && mode !== '' && mode !== 'off' && mode !== 'on') report()
  if (mode !== 'on') return undefined
  return async (request, principal) => {
    const key = subjects.recall(principal) ?? (await subjects.make(principal))
    if (key === null) return request
    const keyed = new Request(request)
    keyed.headers.set(VERSION_KEY_HEADER, key)
    return keyed
  }
}
