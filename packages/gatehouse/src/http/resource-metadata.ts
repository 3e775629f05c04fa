// Builds the URL of the metadata of a protected resource (RFC 9728 §3.1), for the challenges that point there.

/** The well-known path; the path of the resource follows. */
export const METADATA_PATH = '/.well-known/oauth-protected-resource'

/** For a longer path the pointer leads to the metadata of the whole origin, because headers must stay small. */
export const PATH_MAX_CHARACTERS = 1_024

/** Returns the URL of the metadata of the resource at this URL, without its query, which may contain anything. */
export function metadataUrlOf(url: string): string {
  const { origin, pathname } = new URL(url)
  const path = pathname === '/' || pathname.length > PATH_MAX_CHARACTERS ? '' : pathname
  return `${origin}${METADATA_PATH}${path}`
}
