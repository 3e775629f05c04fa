// Reads the names of a request's headers once: finds those that only the gateway or the platform may set, so that none of them travels
// on and whoever reads one behind the gateway reads what we or Cloudflare wrote, or nothing; and says which of the others are there.
import type { HeaderInspection } from '../handler.ts'

import { isRecord } from '../../access/index.ts'

// Prefixes of names that only a proxy in front of a service may set.
const RESERVED_PREFIXES = [
  'x-gatehouse-',
  'x-forwarded-',
  'cf-',
  'cloudflare-workers-',
  // Which URL, host or client was really meant: read in place of the request's own by frameworks and other proxies.
  'x-original-',
  'x-rewrite-',
  'x-envoy-',
]

const RESERVED_NAMES = [
  'x-gatehouse',
  'x-forwarded',
  'forwarded',
  // Another method, URL or host than those that the guard has judged.
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
  // RFC 9440 §4: a proxy removes those that it has not set.
  'client-cert',
  'client-cert-chain',
  // Becomes HTTP_PROXY, which CGI programs obey (CVE-2016-5385).
  'proxy',
]

// Names with underscores too: some servers read `X_Forwarded_For` and `X-Forwarded-For` as one variable (CGI, RFC 3875 §4.1.18).
const RESERVED = new RegExp(
  `^(?:${RESERVED_PREFIXES.concat(RESERVED_NAMES.map((name) => `${name}$`))
    .join('|')
    .replaceAll('-', '[-_]')})`,
)

const NONE: readonly string[] = []

/**
 * Looks at the names of a request's headers, once, so that the runtime is never asked for one that is not there. Those that Cloudflare
 * sets on every request are not forged, nor are those that say of the sender just what Cloudflare says.
 *
 * @param isBehindCloudflare whether it comes from Cloudflare's front
 */
export function inspectHeaders(request: Request, isBehindCloudflare: boolean): HeaderInspection {
  const { headers } = request
  let forged: string[] | null = null
  let hasCookies = false
  let hasProtocols = false
  let hasRequestId = false
  let hasTrace = false
  for (const name of headers.keys()) {
    if (name === 'cookie') hasCookies = true
    else if (name === 'sec-websocket-protocol') hasProtocols = true
    else if (name === 'x-request-id') hasRequestId = true
    else if (name === 'traceparent' || name === 'tracestate') hasTrace = true
    else if (RESERVED.test(name) && !(isBehindCloudflare && isTrue(name, headers, request))) (forged ??= []).push(name)
  }
  return { forged: forged ?? NONE, hasCookies, hasProtocols, hasRequestId, hasTrace }
}

// Cloudflare adds and overwrites named headers alone: any other `cf-*` is the client's own. It appends to X-Forwarded-For, so that a
// single address, its own, means that the client sent none. CF-IPCountry is set only where the zone says so.
function isTrue(name: string, headers: Headers, request: Request & { readonly cf?: unknown }): boolean {
  switch (name) {
    case 'cf-connecting-ip':
    case 'cf-ray':
    case 'cf-visitor':
      return true
    case 'cf-ipcountry':
      return isRecord(request.cf) && headers.get(name) === request.cf['country']
    case 'x-forwarded-for':
    case 'x-real-ip':
      return headers.get(name) === headers.get('cf-connecting-ip')
    case 'x-forwarded-proto':
      return request.url.startsWith(`${headers.get(name)}:`)
    default:
      return false
  }
}
