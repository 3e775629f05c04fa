// The contract of the domain that the request path is tested with: it answers what arrived, and serves what is hard to carry.
import { anyone, guest, type Policy, scopes } from '../../../src/access/index.ts'
import { defineRoute } from '../../../src/http/route.ts'

/** Much more than any body here. */
const LARGE_BYTES = 1_073_741_824
/** Small enough to be passed at once. */
export const SMALL_BYTES = 65_536

const READ = scopes('read:bench')
/** No token of the tests has it. */
const LOCKED = scopes('read:nothing')

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

// Callers are counted by other tests: here thousands of requests come from one address.
function route<const Id extends string>(operationId: Id, method: Method, path: string, access: Policy, limits = {}) {
  return defineRoute({
    access,
    operationId,
    method,
    path,
    summary: operationId,
    limits: { rate: 'none', ...limits },
    responses: { 200: { description: 'Whatever' } },
  })
}

export const routes = [
  route('mirrorOpen', 'get', '/echo/open', anyone),
  route('mirrorOpenPost', 'post', '/echo/open', anyone),
  route('mirrorGuest', 'get', '/echo/guest', guest),
  route('mirrorGuarded', 'get', '/echo/guarded', READ),
  route('mirrorGuardedPost', 'post', '/echo/guarded', READ),
  route('mirrorGuardedPut', 'put', '/echo/guarded', READ),
  route('mirrorGuardedPatch', 'patch', '/echo/guarded', READ),
  route('mirrorGuardedDelete', 'delete', '/echo/guarded', READ),
  route('mirrorItem', 'get', '/echo/guarded/{id}', READ),
  route('mirrorPart', 'get', '/echo/guarded/{id}/parts/{part}', READ),
  route('mirrorSlash', 'get', '/echo/slash/', READ),
  route('mirrorLocked', 'get', '/echo/locked', LOCKED),
  route('mirrorStrict', 'get', '/echo/strict', READ, { rate: 'strict' }),
  route('receive', 'post', '/echo/upload', READ, { bodyMaxBytes: LARGE_BYTES }),
  route('receiveSmall', 'post', '/echo/small', READ, { bodyMaxBytes: SMALL_BYTES }),
  route('download', 'get', '/echo/download', READ),
  route('trickle', 'get', '/echo/trickle/{id}', READ),
  route('streamEvents', 'get', '/echo/events/{id}', READ),
  route('streamForever', 'get', '/echo/forever/{id}', READ),
  route('hang', 'get', '/echo/hang/{id}', READ),
  route('openSocket', 'get', '/echo/socket/{id}', READ),
  route('answerOddly', 'get', '/echo/answers/{kind}', READ),
  route('failInside', 'get', '/echo/throw', READ),
  route('waitForNote', 'get', '/echo/notes/{id}', anyone),
  route('takeNote', 'post', '/echo/notes/{id}', anyone),
  route('showCalls', 'get', '/echo/calls', anyone),
] as const

/** Of a Worker that fails. */
export const crashRoutes = [
  route('crash', 'get', '/crash/throw', anyone),
  route('crashLate', 'get', '/crash/cut', anyone),
] as const

/** Of the same Worker, which never answers there. */
export const hangRoutes = [route('hangForGood', 'get', '/hang', anyone)] as const

/** Of a service that the gateway has no binding for. */
export const absentRoutes = [route('callNobody', 'get', '/absent', anyone)] as const
