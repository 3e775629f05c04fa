// Checks whether the tenant can say in access tokens when and how a user logged in, where a route requires it.
import { AUTH0_PAGES } from '../../problem/dashboard-pages.ts'
import { ADD_LOGIN_CLAIMS } from '../../problem/dashboard-remedies.ts'
import type { Configuration } from '../../tenant/configuration.ts'
import { isLoopbackAddress } from '../../tenant/tenant-domain.ts'
import { bad, type Finding, good, skipped } from './finding.ts'

/** Checks it. @param isRequired whether a route has `recentLogin` or `mfa` */
export function checkLoginClaims({ domains, claimNamespace }: Configuration, isRequired: boolean): Finding[] {
  if (!isRequired) return []
  const [{ issuer, origin, discoveryUrl }] = domains
  const demand = 'a route has recentLogin or mfa'
  if (discoveryUrl !== null)
    return [
      skipped('login claims', `${demand}: check that ${issuer} writes auth_time, and amr or acr, into access tokens`),
    ]
  if (claimNamespace === null)
    return [
      bad(
        'login claims',
        `${demand}, and AUTH0_CLAIM_NAMESPACE is not set: Auth0 writes auth_time, amr and acr into no access token, and lets no Action do it without a prefix`,
        ADD_LOGIN_CLAIMS,
        AUTH0_PAGES.customClaims,
      ),
    ]
  if (isLoopbackAddress(origin)) return [good('login claims', 'the local tenant adds them')]
  return [
    skipped(
      'login claims',
      `${demand}: \`gatehouse tenant plan\` says whether the tenant has the Action that adds them`,
    ),
  ]
}
