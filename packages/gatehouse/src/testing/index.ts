// The entry `gatehouse/testing`: the whole system in workerd, tokens of the local tenant, and the contract suite.
export {
  contractSuite,
  type ContractSuite,
  type SuiteAnswer,
  type SuiteDocument,
  type SuiteRequest,
} from './contract-suite.ts'
export { linesOf, startSystem, type System, withSystem } from './system.ts'
export type { StandIn, SystemOptions, TokenOptions } from './system-options.ts'
export { AUDIENCE, bearer } from './local-api.ts'
export { startTenant, type Tenant } from './local-tenant.ts'
export type { TenantOptions } from '../project/standalone-tenant.ts'
export { domainWorkerName } from '../project/config-files.ts'
export { type Client, makeClient, type ProofChanges } from './dpop-client.ts'
export { HOME, LoginClient } from './login-client.ts'
export { describeProject } from './project-suite.ts'
export { useSystem } from './use-system.ts'
