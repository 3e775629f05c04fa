// Exports what the tests of a project need: the whole system in workerd, tokens of the local tenant, and the contract suite.
export { type Call, type ContractRules, describeContract, type Operation, operationsOf } from './contract.ts'
export {
  contractSuite,
  type ContractSuite,
  type SuiteAnswer,
  type SuiteDocument,
  type SuiteRequest,
} from './contract-suite.ts'
export {
  applyMigrations,
  AUDIENCE,
  bearer,
  linesOf,
  startSystem,
  startTenant,
  type System,
  type SystemOptions,
  type Tenant,
  withSystem,
} from './system.ts'
export type { TenantOptions } from '../project/standalone-tenant.ts'
export { readTable } from '../project/compiled.ts'
export { domainWorkerName, workerNameOf } from '../project/config-files.ts'
export { domainNames } from '../project/workers.ts'
export { makeClient } from './dpop-client.ts'
export { HOME, LoginClient } from './login-client.ts'
export { describeProject } from './project-suite.ts'
export { useSystem } from './use-system.ts'
