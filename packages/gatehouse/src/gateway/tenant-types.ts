// Types of the gateway's bindings and of its access to the tenant, which every part of the gateway shares.
import type { Background, Gate, GateStatus, TrustDocument } from '../access/index.ts'
import type { ServiceBinding } from '../http/service-binding.ts'
import type { Configuration, ConfigurationError } from '../tenant/configuration.ts'
import type { KeyValueStore } from '../tenant/keys/key-cache.ts'
import type { KeyStoreStatus } from '../tenant/keys/key-store.ts'
import type { LoginSource } from '../tenant/login/lazy-login.ts'
import type { ExchangeAccess, ExchangeNamespace } from './exchange-types.ts'

/** The part of the binding of a `ProofMemory` that is used here. */
export interface ProofNamespace {
  getByName(name: string): {
    claim(jti: string, expiresAt: number): Promise<boolean>
    release(jti: string): Promise<void>
  }
}

/** The required bindings of the gateway's Worker, as its wrangler.toml names them. */
export interface GatewayBindings {
  /** The static assets. */
  readonly ASSETS: ServiceBinding
  /** The tenant's key sets, and the sessions that have ended. */
  readonly KEYS: KeyValueStore
  /** The proofs of possession and the signatures of webhooks that were used. */
  readonly PROOFS: ProofNamespace
  /** What is the same in every isolate; a project of an older version has no such binding. */
  readonly EXCHANGE?: ExchangeNamespace
  /** The version of the Worker, as the platform fills it in. */
  readonly CF_VERSION_METADATA?: { readonly id: string; readonly tag: string; readonly timestamp: string }
}

/** The status of the keys and of the verified tokens. */
export type TenantStatus = GateStatus & KeyStoreStatus

/** The gateway's access to its tenant. Without a configuration it exists too, and refuses with `not_configured`. */
export interface Tenant {
  /** The settings that have a value without a configuration too: then nothing is allowed, named or logged. */
  readonly settings: Pick<Configuration, 'allowedOrigins' | 'logSalt' | 'resource' | 'scrapeToken'>
  /** The defects of the configuration; empty when it is complete. */
  readonly findings: ConfigurationError['problems']
  /** @throws ProblemError `not_configured` */
  readonly configuration: () => Configuration
  /** Decides about requests. It throws `not_configured` on every route that reads tokens when there is no configuration. */
  readonly gate: Pick<Gate, 'admit' | 'allows'>
  /** The revocations; without a configuration none are asked for. */
  readonly exchange: ExchangeAccess
  readonly login: LoginSource
  /** @throws ProblemError `not_configured` */
  readonly inspect: () => TenantStatus
  /** Returns the current trust document. @throws ProblemError `not_configured` */
  readonly trust: (background: Background) => Promise<TrustDocument>
}
