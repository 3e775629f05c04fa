// What of a project's settings the running gateway needs, as it stands in the generated table: what is as by default is left out.
import type { RefusalTerms } from '../access/index.ts'
import { DEFAULT_BRAND } from '../console/brand.ts'
import type { GatewaySettings } from '../gateway/settings.ts'
import { REALM } from '../problem/problem.ts'
import type { ProjectSettings } from '../project/project-settings.ts'
import { brandFilesOf } from './brand-files.ts'

/** The settings for the table. Nothing in them is `undefined`, and all may be left out. */
export function compiledSettings(project: ProjectSettings): GatewaySettings {
  const { brand } = brandFilesOf(project)
  const { realm, problemTypes, pages, cookiePrefix, headerPrefix, webSocketSubprotocol, auth0 } = project
  const { exchanges = [] } = auth0
  const refusals: RefusalTerms = {
    ...(realm !== REALM && { realm }),
    ...(problemTypes !== undefined && { problemTypes }),
  }
  return {
    ...(JSON.stringify(brand) !== JSON.stringify(DEFAULT_BRAND) && { brand }),
    ...(pages !== 'public' && { pages }),
    ...(Object.keys(refusals).length > 0 && { refusals }),
    ...(cookiePrefix !== undefined && { cookiePrefix }),
    ...(headerPrefix !== undefined && { headerPrefix }),
    ...(webSocketSubprotocol !== undefined && { webSocketSubprotocol }),
    ...(exchanges.length > 0 && { exchanges }),
  }
}
