// Checks that the platform counts every rate class of a contract, in each environment.
import { isCounted, RATE_CLASSES, RATE_PERIOD_SECONDS, rateBindingOf } from '../gateway/edge/rate-limits.ts'
import { type GatewayConfig, readConfigView } from '../project/worker-config.ts'
import type { Table } from '../project/table.ts'
import type { Contract } from './contract.ts'

const NAME = /^[a-z][a-z\d]*(?:-[a-z\d]+)*$/

/** The configurations to check. */
interface RateConfigs {
  readonly gateway: GatewayConfig
  readonly all: readonly (readonly [where: string, config: Table])[]
}

/** The classes that are counted: those of every gateway, and those of the project's routes. */
function rateClassesOf(contracts: readonly Contract[]): string[] {
  const named = contracts.flatMap(({ routes }) => routes.flatMap(({ limits }) => limits?.rate ?? []))
  return [...new Set([...RATE_CLASSES, ...named])].filter(isCounted)
}

/** Returns a sentence for each defect of the rate limits, with its remedy. */
export function checkRateClasses(contracts: readonly Contract[], { gateway, all }: RateConfigs): string[] {
  const classes = rateClassesOf(contracts)
  const misnamed = classes.filter((rate) => !NAME.test(rate))
  const environments = all
    .filter(([where]) => where.startsWith('wrangler.toml: ['))
    .map(([where, config]) => [where, readConfigView(config)] as const)
  const configs = [['wrangler.toml:', gateway] as const, ...environments]
  return [
    ...misnamed.map(
      (rate) =>
        `the rate class "${rate}" needs a name of small letters, digits and single hyphens: a binding is made of it`,
    ),
    ...classes
      .filter((rate) => NAME.test(rate) && !isMissingRequirement(rate, gateway))
      .flatMap((rate) => {
        const [first] = configs.flatMap(([where, config]) => faultOf(rate, where, config, contracts))
        return first ?? []
      }),
  ]
}

// The check of the project's requirements reports this.
function isMissingRequirement(rate: string, { ratelimits = [] }: GatewayConfig): boolean {
  const isRequired = RATE_CLASSES.some((required) => required === rate)
  return isRequired && !ratelimits.some(({ name }) => name === rateBindingOf(rate))
}

// The code tells callers when to try again, and cannot read the binding's period.
function faultOf(
  rate: string,
  where: string,
  { ratelimits = [] }: GatewayConfig,
  contracts: readonly Contract[],
): string[] {
  const binding = rateBindingOf(rate)
  const found = ratelimits.find(({ name }) => name === binding)
  if (found?.simple.period === RATE_PERIOD_SECONDS) return []
  if (found !== undefined)
    return [
      `${where} give the rate limit ${binding} a period of ${RATE_PERIOD_SECONDS}: callers are told to come back then`,
    ]
  const table = where === 'wrangler.toml:' ? 'ratelimits' : `${where.slice('wrangler.toml: ['.length, -1)}.ratelimits`
  const lines = `[[${table}]]\nname = "${binding}"\nsimple = { limit = 60, period = ${RATE_PERIOD_SECONDS} }`
  return [
    `${where} the rate limit ${binding}${usersOf(rate, contracts)} is missing: add these lines, with a limit of your own\n\n${lines}\n`,
  ]
}

function usersOf(rate: string, contracts: readonly Contract[]): string {
  const users = contracts.flatMap(({ routes }) =>
    routes.filter(({ limits }) => limits?.rate === rate).map(({ operationId }) => operationId),
  )
  return users.length === 0 ? '' : ` of ${users.join(', ')}`
}
