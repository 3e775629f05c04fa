// Determines the API of a request. Auth0 reads `audience`; with the Resource Parameter Compatibility Profile it also reads `resource`
// (RFC 8707) if `audience` is missing.
import type { Settings } from './records.ts'

/** The parameters of a request that may name its API. */
export type AudienceParameters = { audience?: string | null | undefined; resource?: string | null | undefined }

/** Returns the identifier of the requested API, or the empty string when there is none. */
export function readAudience(settings: Settings, { audience, resource }: AudienceParameters): string {
  const named = audience || (settings.resourceParameterProfile === 'compatibility' ? resource : undefined)
  return named || settings.defaultAudience
}
