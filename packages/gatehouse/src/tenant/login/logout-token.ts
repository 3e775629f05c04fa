// Validates a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6): every check of that section, with the keys of the gateway's own
// key ring.
import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import {
  ALGORITHMS,
  type Background,
  CLOCK_TOLERANCE_SECONDS,
  isRecord,
  KID_MAX_CHARACTERS,
  type KeyRing,
} from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { Logout } from './ended-sessions.ts'
import type { LoginSettings } from './login-settings.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
/** RFC 8725 §3.11. An id token is no logout token: it has no events, and another type. */
const TYPES: readonly unknown[] = [undefined, 'JWT', 'logout+jwt']
/** The longest token that is read, and the longest name in it (OpenID Connect Core §2: a `sub` has 255 characters at most). */
const TOKEN_MAX_CHARACTERS = 8 * 1024
const NAME_MAX_CHARACTERS = 255

/**
 * Reads a logout token.
 *
 * @returns the sessions to end; `at` is the time, by the tenant's clock but never in the future
 * @throws ProblemError `request_invalid` for anything else, `keys_unavailable` when no key is available
 */
export async function readLogoutToken(
  token: string,
  settings: Pick<LoginSettings, 'issuer' | 'clientId'>,
  ring: Pick<KeyRing, 'key'>,
  nowSeconds: number,
  background: Background,
): Promise<Logout> {
  try {
    const { typ, kid, alg } = token.length > TOKEN_MAX_CHARACTERS ? {} : decodeProtectedHeader(token)
    if (!TYPES.includes(typ) || typeof kid !== 'string' || kid.length > KID_MAX_CHARACTERS) throw invalid()
    // The algorithm of the application may differ from that of the API. The key decides which one can be used, and a key on an elliptic
    // curve is in the ring only if ES256 is accepted.
    const algorithm = ALGORITHMS.find((known) => known === alg)
    if (algorithm === undefined) throw invalid()
    const key = (await ring.key(settings.issuer, kid, background)).byAlgorithm.get(algorithm)
    if (key === undefined) throw invalid()
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      issuer: settings.issuer,
      audience: settings.clientId,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(nowSeconds * 1000),
      requiredClaims: ['iat', 'exp', 'jti'],
    })
    const { sub, sid, iat, jti, events } = payload
    const names = [sub, sid].filter((name) => name !== undefined)
    const fits =
      isRecord(events) &&
      isRecord(events[EVENT]) &&
      typeof jti === 'string' &&
      !Object.hasOwn(payload, 'nonce') &&
      names.length > 0 &&
      names.every((name) => typeof name === 'string' && name !== '' && name.length <= NAME_MAX_CHARACTERS)
    if (!fits || iat === undefined || iat > nowSeconds + CLOCK_TOLERANCE_SECONDS) throw invalid()
    // `iat` is in whole seconds: a session that began within the same second has ended too.
    return { subject: sub ?? null, sid: typeof sid === 'string' ? sid : null, at: Math.min(nowSeconds, iat + 1) }
  } catch (cause) {
    const isForged = cause instanceof errors.JOSEError || cause instanceof TypeError
    const isUnknownKey = cause instanceof ProblemError && cause.code === 'token_key_unknown'
    throw isForged || isUnknownKey ? invalid(cause) : cause
  }
}

function invalid(cause?: unknown): ProblemError {
  return new ProblemError('request_invalid', {
    detail: 'The logout_token is no logout token of the tenant for us.',
    cause,
  })
}
