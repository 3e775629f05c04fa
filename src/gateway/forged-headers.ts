// Keeps headers that only the gateway or the platform may set out of every request that travels on. Whoever reads one of them
// behind the gateway reads what we or Cloudflare wrote, or nothing.

// Names with underscores too: some servers read `X_Forwarded_For` and `X-Forwarded-For` as one variable (CGI, RFC 3875 §4.1.18).
const RESERVED =
  /^(?:x[-_]gatehouse(?:[-_]|$)|x[-_]forwarded(?:[-_]|$)|forwarded$|x[-_]real[-_]ip$|true[-_]client[-_]ip$|cf[-_]|cloudflare[-_]workers[-_])/

const NONE: readonly string[] = []

/**
 * The names of a request's headers that its sender may not set, as they came but in lower case. Cloudflare's own are not among
 * them, nor those that say of the sender just what Cloudflare says.
 *
 * @param isFronted whether it comes from Cloudflare's front
 */
export function forgedHeaders(request: Request, isFronted: boolean): readonly string[] {
  let forged: string[] | null = null
  for (const name of request.headers.keys()) {
    if (RESERVED.test(name) && !(isFronted && isTrue(name, request))) (forged ??= []).push(name)
  }
  return forged ?? NONE
}

// Cloudflare overwrites what a client sends as `cf-*`. It appends to X-Forwarded-For, so that a single address, its own, means
// that the client sent none.
function isTrue(name: string, { headers, url }: Request): boolean {
  switch (name) {
    case 'x-forwarded-for':
    case 'x-real-ip':
      return headers.get(name) === headers.get('cf-connecting-ip')
    case 'x-forwarded-proto':
      return url.startsWith(`${headers.get(name)}:`)
    default:
      return name.startsWith('cf-')
  }
}
