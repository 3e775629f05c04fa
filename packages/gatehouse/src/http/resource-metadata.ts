// Where the metadata of a protected resource stands (RFC 9728 §3.1), for the challenges that point there.

/** The well-known path; that of a resource with a path follows. */
export const METADATA_PATH = '/.well-known/oauth-protected-resource'

/** Of a longer path the pointer leads to the metadata of everything: headers have to stay small. */
export const PATH_MAX_CHARACTERS = 1_024

/** The address of the metadata of what was asked for at this address; without its query, which may be anything. */
export function metadataUrlOf(url: string): string {
  const { origin, pathname } = new URL(url)
  const path = pathname === '/' || pathname.length > PATH_MAX_CHARACTERS ? '' : pathname
  return `${origin}${METADATA_PATH}${path}`
}
