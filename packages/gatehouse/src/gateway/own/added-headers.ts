// Adds the headers of a project's hook to a response, and none that only the gateway may set.
import { REQUEST_ID_HEADER, PROOF_NONCE_HEADER } from '../../http/header-names.ts'
import { PROBLEM_CODE_HEADER } from '../../problem/problem.ts'
import type { CookieNames } from '../../tenant/login/cookies.ts'
import type { AddedHeaders } from '../extension.ts'
import { actsForGateway } from '../upstream/service-answer.ts'

/** The headers that only the gateway sets, and those that frame the body of a response. */
const GATEWAY_ONLY: ReadonlySet<string> = new Set([
  REQUEST_ID_HEADER,
  PROBLEM_CODE_HEADER,
  PROOF_NONCE_HEADER,
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'keep-alive',
  'proxy-authenticate',
  'strict-transport-security',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
])

/** Headers that are lists, to which a hook appends. Any other header has one value, and an existing one stays. */
const LISTS: ReadonlySet<string> = new Set([
  'access-control-expose-headers',
  'link',
  'server-timing',
  'set-cookie',
  'vary',
])

/** Adds headers to those of a response. @throws TypeError for a header that only the gateway may set, and for an invalid one */
export function addHeaders(headers: Headers, added: AddedHeaders, names: CookieNames): void {
  const wanted = new Headers(added)
  const wantedNames = [...wanted.keys()]
  if (wantedNames.some((name) => GATEWAY_ONLY.has(name)) || actsForGateway(wanted, names))
    throw new TypeError(
      `onResponse must not add these headers, some of which only the gateway may set: ${wantedNames.join(', ')}`,
    )
  for (const [name, value] of wanted) {
    if (LISTS.has(name)) headers.append(name, value)
    else if (!headers.has(name)) headers.set(name, value)
  }
}
