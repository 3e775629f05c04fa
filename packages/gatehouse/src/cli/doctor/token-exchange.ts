// Checks whether the gateway can get the tokens that services take.
import type { Service } from '../../gateway/handler.ts'
import type { Configuration } from '../../tenant/configuration.ts'
import { bad, type Finding, good } from './finding.ts'

const SECRET = 'AUTH0_EXCHANGE_CLIENT_SECRET'

/** Checks it. @param knownSecrets those that the gateway has already */
export function checkTokenExchange(
  { exchangeClient }: Configuration,
  services: readonly Service[],
  knownSecrets: readonly string[],
): Finding[] {
  const names = services.flatMap((service) => ('exchange' in service ? [service.name] : []))
  if (names.length === 0) return []
  const who = `${names.join(', ')} ${names.length === 1 ? 'takes' : 'take'} tokens of ${names.length === 1 ? 'its' : 'their'} own`
  if (exchangeClient !== null || knownSecrets.includes(SECRET)) return [good('token exchange', who)]
  const remedy = `npx gatehouse tenant apply makes the application; or set AUTH0_EXCHANGE_CLIENT_ID and ${SECRET} to one that may exchange tokens for them, of the local tenant local-exchange and local-exchange-secret`
  return [bad('token exchange', `${who}, and no application exchanges them`, remedy)]
}
