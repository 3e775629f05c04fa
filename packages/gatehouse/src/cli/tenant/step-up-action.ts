// Writes the code of the Action that asks for a second factor where `acr_values` does (RFC 9470 §5).
import { MULTI_FACTOR_ACR } from '../../access/index.ts'

/** What people without a second factor may enroll in. Auth0 leaves out what the tenant does not have. */
const FACTORS = ['otp', 'webauthn-roaming', 'webauthn-platform', 'push-notification']

/**
 * The code, one statement a line. It stands before the Action that adds the claims: Auth0 waits for the challenge, and the next Action sees the
 * second factor. `api.multifactor.enable` would ask for it after all Actions, too late for the claims.
 *
 * @param audiences the APIs whose tokens are asked for
 */
export function stepUpAction(project: string, audiences: readonly string[]): string {
  return `// Written by \`gatehouse tenant apply\` for ${project}: a change here is overwritten by the next one.
exports.onExecutePostLogin = async (event, api) => {
  if (!${JSON.stringify(audiences)}.includes(event.resource_server?.identifier)) return
  if (!event.transaction?.acr_values?.includes('${MULTI_FACTOR_ACR}')) return
  const enrolled = (event.user.enrolledFactors ?? []).map(({ type }) => ({ type }))
  if (enrolled.length > 0) api.authentication.challengeWithAny(enrolled)
  else api.authentication.enrollWithAny([${FACTORS.map((type) => `{ type: '${type}' }`).join(', ')}])
}
`
}
