// Reads challenges (RFC 6750 §3, RFC 9728 §5.1).

const POINTER = /, resource_metadata="([^"]*)"/g

/** A challenge without its pointers to the metadata of the resource. */
function withoutPointers(challenge: string | null): string | null {
  return challenge?.replaceAll(POINTER, '') ?? null
}

/** A challenge without its pointers and without its realm, which is the project's own. */
export function parametersOf(challenge: string | null): string | null {
  return withoutPointers(challenge)?.replaceAll(/ realm="[^"]*"/g, '') ?? null
}

/** The challenge of a response without its pointers, and in a 401 without the scopes, which the contract suite checks. */
export function errorsOf({
  status,
  headers,
}: Pick<Response, 'status'> & { headers: Pick<Headers, 'get'> }): string | null {
  const challenge = withoutPointers(headers.get('www-authenticate'))
  return status === 401 ? (challenge?.replaceAll(/, scope="[^"]*"/g, '') ?? null) : challenge
}

/** The targets of the pointers of a challenge, one for each scheme. */
export function pointersOf(challenge: string | null): string[] {
  return Array.from(challenge?.matchAll(POINTER) ?? [], ([, address = '']) => address)
}
