// Determines the API of a request. Auth0 reads `audience`; with the Resource Parameter Compatibility Profile it also reads `resource`
// (RFC 8707) if `audience` is missing.
import { API_IDENTIFIER } from './directory.ts'
import type { Settings } from './records.ts'

/** The parameters of a request that may name its API. */
export type AudienceParameters = { audience?: string | null | undefined; resource?: string | null | undefined }

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/

/** Returns the identifier of the requested API, or the empty string when there is none. */
export function readAudience(settings: Settings, { audience, resource }: AudienceParameters): string {
  return audience || apiOf(resource ?? '', settings) || settings.defaultAudience
}

// A client that knows the gateway alone names its address. At Auth0 that must be the identifier of an API; here it is the gateway of
// development, on whatever port.
function apiOf(resource: string, { resourceParameterProfile }: Settings): string {
  if (URL.canParse(resource) && LOOPBACK.test(new URL(resource).hostname)) return API_IDENTIFIER
  return resourceParameterProfile === 'compatibility' ? resource : ''
}
