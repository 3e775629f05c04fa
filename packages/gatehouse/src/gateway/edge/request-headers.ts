// Inspects the names of a request's headers once. It finds the headers that only the gateway or the platform may set: sanitize-request.ts
// removes them, so that a service reads only values of the gateway or Cloudflare in them. It also reports whether some other headers are
// present.
import { isRecord } from '../../access/index.ts'
import {
  CLIENT_ADDRESS_HEADER,
  RAY_HEADER,
  REQUEST_ID_HEADER,
  SOCKET_PROTOCOL_HEADER,
  TRACE_PARENT_HEADER,
  TRACE_STATE_HEADER,
} from '../../http/header-names.ts'
import type { HeaderInspection } from '../handler.ts'

/** The prefix of the project's own headers, unless it says otherwise: gateway and services alone set them. */
const OWN_PREFIX = 'x-gatehouse-'

// Prefixes of names that only a proxy in front of a service may set.
const RESERVED_PREFIXES = [
  'x-forwarded-',
  'cf-',
  'cloudflare-workers-',
  // The URL, host or client that was requested originally: frameworks and other proxies read it in place of the request's own.
  'x-original-',
  'x-rewrite-',
  'x-envoy-',
]

const RESERVED_NAMES = [
  'x-forwarded',
  'forwarded',
  // Another method, URL or host than the guard has checked.
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-override-url',
  'x-request-uri',
  'x-host',
  'x-http-host-override',
  'x-middleware-subrequest',
  // Another client.
  'x-real-ip',
  'true-client-ip',
  'x-client-ip',
  'client-ip',
  'x-cluster-client-ip',
  'x-originating-ip',
  'x-remote-ip',
  'x-remote-addr',
  'fastly-client-ip',
  'remote-user',
  'x-remote-user',
  // RFC 9440 §4: a proxy removes these headers if it has not set them.
  'client-cert',
  'client-cert-chain',
  // It becomes the variable HTTP_PROXY of CGI programs (CVE-2016-5385).
  'proxy',
]

/**
 * The names of headers that their sender may not set. With underscores too: some servers read `X_Forwarded_For` and `X-Forwarded-For` as
 * one variable (CGI, RFC 3875 §4.1.18).
 *
 * @param ownPrefix of the project's own headers: letters, digits and hyphens, with a hyphen at its end
 */
export function reservedHeaders(ownPrefix: string = OWN_PREFIX): RegExp {
  const names = RESERVED_NAMES.concat(ownPrefix.replace(/-$/, '')).map((name) => `${name}$`)
  return new RegExp(`^(?:${RESERVED_PREFIXES.concat(ownPrefix, names).join('|').replaceAll('-', '[-_]')})`)
}

const NONE: readonly string[] = []

// Names in nearly every request that no prefix of a project can reserve, because they do not begin with `x-`: a look-up costs less than the pattern.
const USUAL_NAMES: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'cdn-loop',
  'host',
  'user-agent',
])

/**
 * Inspects the names of a request's headers, once, so that the runtime is never asked for a header that is absent. A header that
 * Cloudflare sets on every request is not reserved, nor is one whose value matches Cloudflare's data about the client.
 *
 * @param isBehindCloudflare whether Cloudflare delivered the request
 * @param reservedNames as {@link reservedHeaders} gives them
 */
export function inspectHeaders(request: Request, isBehindCloudflare: boolean, reservedNames: RegExp): HeaderInspection {
  const { headers } = request
  let reserved: string[] | null = null
  let hasCookies = false
  let hasProtocols = false
  let hasRequestId = false
  let hasTrace = false
  for (const name of headers.keys()) {
    if (name === 'cookie') hasCookies = true
    else if (name === SOCKET_PROTOCOL_HEADER) hasProtocols = true
    else if (name === REQUEST_ID_HEADER) hasRequestId = true
    else if (name === TRACE_PARENT_HEADER || name === TRACE_STATE_HEADER) hasTrace = true
    else if (
      !USUAL_NAMES.has(name) &&
      reservedNames.test(name) &&
      !(isBehindCloudflare && isTrue(name, headers, request))
    )
      (reserved ??= []).push(name)
  }
  return { reservedHeaders: reserved ?? NONE, hasCookies, hasProtocols, hasRequestId, hasTrace }
}

// Cloudflare adds and overwrites named headers alone: any other `cf-*` is the client's own. It appends to X-Forwarded-For, so that a
// single address, its own, means that the client sent none. CF-IPCountry is set only where the zone says so.
function isTrue(name: string, headers: Headers, request: Request & { readonly cf?: unknown }): boolean {
  switch (name) {
    case CLIENT_ADDRESS_HEADER:
    case RAY_HEADER:
    case 'cf-visitor':
      return true
    case 'cf-ipcountry':
      return isRecord(request.cf) && headers.get(name) === request.cf['country']
    case 'x-forwarded-for':
    case 'x-real-ip':
      return headers.get(name) === headers.get(CLIENT_ADDRESS_HEADER)
    case 'x-forwarded-proto':
      return request.url.startsWith(`${headers.get(name)}:`)
    default:
      return false
  }
}
