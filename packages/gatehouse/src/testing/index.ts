// The entry `gatehouse/testing`: the whole system in workerd, tokens of the local tenant, and the suites for projects.
export {
  contractSuite,
  type ContractSuite,
  type SuiteAnswer,
  type SuiteDocument,
  type SuiteRequest,
} from './contract-suite.ts'
export { signWebhook, type SignatureOptions, webhookSecret } from './sign-webhook.ts'
export { linesOf, startSystem, type System, withSystem } from './system.ts'
export type { StandIn, SystemOptions, TokenOptions } from './system-options.ts'
export { AUDIENCE, bearer } from './local-api.ts'
export { startTenant, type Tenant } from './local-tenant.ts'
export type { TenantOptions } from '../project/standalone-tenant.ts'
export { domainWorkerName } from '../project/config-files.ts'
export { type Client, makeClient, type ProofChanges } from './dpop-client.ts'
export { HOME, LoginClient } from './login-client.ts'
export { describeProject, type ProjectSuite, type ProjectSuiteOptions } from './suites/project-suite.ts'
export { describeBinding } from './suites/binding-suite.ts'
export { describeContracts } from './suites/contracts-suite.ts'
export { describeLimits } from './suites/limits-suite.ts'
export { describeLogin } from './suites/login-suite.ts'
export { describeOutage } from './suites/outage-suite.ts'
export { describePages } from './suites/pages-suite.ts'
export { type ProjectUnderTest, useProject } from './suites/project-under-test.ts'
export { useSystem } from './use-system.ts'
