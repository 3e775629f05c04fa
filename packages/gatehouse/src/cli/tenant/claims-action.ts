// Writes the code of the Action that adds claims to access tokens after a login.
import type { ClaimSource } from '../../config/auth0-config.ts'

/** A claim under its whole name, and where it comes from. */
export interface ActionClaim {
  readonly claim: string
  readonly source: ClaimSource
}

/** The code, one statement a line, in the order of the claims. @param audiences the APIs whose tokens get the claims */
export function claimsAction(project: string, audiences: readonly string[], claims: readonly ActionClaim[]): string {
  const statements = claims.map(({ claim, source }) => {
    const [root = '', ...members] = source.split('.')
    // An Action may not fail for a person who lacks a member: the login would fail with it.
    return `  setClaim(${JSON.stringify(claim)}, event.${[root, ...members].join('?.')})`
  })
  return `// Written by \`gatehouse tenant apply\` for ${project}: a change here is overwritten by the next one.
exports.onExecutePostLogin = async (event, api) => {
  if (!${JSON.stringify(audiences)}.includes(event.resource_server?.identifier)) return
  const setClaim = (name, value) => value == null || api.accessToken.setCustomClaim(name, value)
${statements.join('\n')}
}
`
}
