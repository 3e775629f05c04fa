// Imports every contract, as Node runs TypeScript, and checks that it is one.
import { existsSync } from 'node:fs'
import type { RouteConfig } from '@hono/zod-openapi'
import type { Policy } from '../../src/access/index.ts'
import type { RouteLimits } from '../../src/http/limits.ts'
import { SERVICES } from '../../src/gateway/services.ts'
import { ContractError } from './compile.ts'

/** One route of a contract as `defineRoute` made it. */
export type ContractRoute = RouteConfig & {
  readonly access: Policy
  readonly operationId: string
  readonly limits?: RouteLimits
}

/** A contract with the name of its service; `null` for the gateway's own. */
export interface Contract {
  readonly name: string | null
  readonly service: {
    readonly title: string
    readonly description: string
    readonly permissions: Readonly<Record<string, string>>
  }
  readonly routes: readonly ContractRoute[]
}

type ContractModule = Omit<Contract, 'name'>

/** Loads the gateway's contract and that of every row of the table of services, in order. */
export async function loadContracts(): Promise<Contract[]> {
  const own: ContractModule = await import('../../src/gateway/contract.ts')
  const contracts: Contract[] = [{ name: null, service: own.service, routes: own.routes }]
  for (const { name } of SERVICES) {
    const path = new URL(`../../workers/${name}/contract.ts`, import.meta.url)
    if (!existsSync(path)) {
      throw new ContractError(
        `src/gateway/services.ts has a row "${name}", but there is no workers/${name}/contract.ts`,
      )
    }
    const { service, routes }: Partial<ContractModule> = await import(path.href)
    if (service === undefined || !Array.isArray(routes)) {
      throw new ContractError(`workers/${name}/contract.ts must export "service" and "routes"`)
    }
    contracts.push({ name, service, routes })
  }
  return contracts
}
