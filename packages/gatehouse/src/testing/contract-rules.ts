// Defines what the contract suite expects of an API beside the status of its responses.
import { webhookSecret } from './sign-webhook.ts'

/** The parts of a response that are checked beside its status. */
export interface ContractRules {
  /** Whether refusals are problem documents of Gatehouse: with its codes and challenges, explained because the tenant is local. */
  readonly problems: boolean
  /** Whether tokens that are bound to a key are accepted beside unbound ones, which the challenge then says (RFC 9449 §7.1). */
  readonly boundTokens: boolean
  /** Whether the build step made the document: then it describes each access in words, and with the four ways to log in. */
  readonly compiled: boolean
  /** Returns the secret of a variable that a policy `signedBy` names; without it only unsigned webhooks are tried. */
  readonly webhookSecretOf?: (variable: string) => string
  /** Whether a signature is refused the second time, as the gateway does and a domain by itself does not. */
  readonly remembersSignatures?: boolean
  /** Shows a token to the gateway, which looks for its key at the tenant: a domain by itself only asks the gateway for the keys that it has. */
  readonly showToGateway?: (token: string) => Promise<unknown>
}

/** The rules of a gateway and its domains. */
export const GATEWAY_RULES: ContractRules = {
  problems: true,
  boundTokens: true,
  compiled: true,
  webhookSecretOf: webhookSecret,
  remembersSignatures: true,
}
