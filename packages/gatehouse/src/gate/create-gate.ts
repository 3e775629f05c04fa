// Creates the gate of a Worker without a gateway in front of it: keys directly from the issuer, kept in KV and in the isolate by the
// gateway's own key store, with the gateway's own rules.
import { type Algorithm, Gate, type ProfileShape, type ReplayStore } from '../access/index.ts'
import { systemClock } from '../http/clock.ts'
import { keyRingLog } from '../http/key-ring-log.ts'
import { type Configuration, ConfigurationError, parseConfiguration } from '../tenant/configuration.ts'
import type { KeyValueStore } from '../tenant/keys/key-cache.ts'
import type { Variable } from '../tenant/variables.ts'
import { openKeyStore } from './tenant-edge.ts'

/** What a gate has to know of its issuer, and where it keeps the issuer's keys. */
export interface GateSettings {
  /**
   * The domain of an Auth0 tenant (`example.eu.auth0.com`), or the whole issuer of another authorization server. With several, tokens of
   * each are accepted.
   */
  readonly issuer: string | readonly string[]
  /** The identifier of the API, which tokens must name in `aud`; with several, one of them. */
  readonly audience: string | readonly string[]
  /** The KV namespace that stores the issuer's keys for all isolates, so that few of them ask the issuer. */
  readonly kv: KeyValueStore
  /** The application that people log in with: its id tokens are refused by name. */
  readonly clientId?: string
  /** The prefix of custom claims, such as `https://example.com`. */
  readonly claimNamespace?: string
  /** The claims that the tenant adds, which a principal has under `profile`. */
  readonly profile?: ProfileShape
  /** The accepted algorithms. The default is RS256 and PS256. */
  readonly algorithms?: readonly Algorithm[]
  /** The key that authenticates keys in KV, at least 32 characters. Without it a writer of the namespace could plant a key. */
  readonly kvSecret?: string
  /**
   * Where used DPoP proofs are remembered, for every isolate alike. Without it a token that is bound to a key is refused, because a proof
   * could be sent again. A token that is bound to a certificate is always checked against the certificate of the connection.
   */
  readonly replay?: ReplayStore
}

/** The setting that replaces a variable of the gateway. */
const SETTINGS: Readonly<Partial<Record<Variable, keyof GateSettings>>> = {
  AUTH0_DOMAIN: 'issuer',
  AUTH0_AUDIENCE: 'audience',
  AUTH0_CLIENT_ID: 'clientId',
  AUTH0_CLAIM_NAMESPACE: 'claimNamespace',
  GATEHOUSE_ALGORITHMS: 'algorithms',
  GATEHOUSE_KV_SECRET: 'kvSecret',
}

/**
 * Makes a gate with keys of its own, for a Worker that has no gateway. Make it once, outside of the handlers, and give it to `guard`; or call
 * `admit` yourself, and answer what it throws with `problemResponse` of `gatehouse/problem`.
 *
 * @throws TypeError for settings that no gate can work with, all of them named
 *
 * @example
 * import { env } from 'cloudflare:workers'
 * import { Hono } from 'hono'
 * import { scopes } from 'gatehouse/access'
 * import { guard } from 'gatehouse/domain'
 * import { createGate } from 'gatehouse/gate'
 *
 * const gate = createGate({ issuer: 'example.eu.auth0.com', audience: 'https://api.example.com', kv: env.KEYS })
 * const app = new Hono()
 * app.get('/reports', guard(scopes('read:reports'), { gate }), (c) => c.json({ caller: c.var.principal.id }))
 *
 * export default app
 */
export function createGate(settings: GateSettings): Gate {
  const { kv, profile = {}, replay = null } = settings
  if (typeof Object(kv).get !== 'function')
    throw new TypeError('createGate: kv is no KV namespace: bind one, and give it here')
  const configuration = configurationOf(settings)
  return new Gate({
    source: openKeyStore(configuration, profile, kv),
    clock: systemClock,
    observer: keyRingLog,
    binding: { mode: replay === null ? 'off' : 'allowed', replay },
    explainRefusals: configuration.explainRefusals,
  })
}

// The gateway's own reader, so that both take and refuse the same.
function configurationOf(settings: GateSettings): Configuration {
  const variables = Object.fromEntries(
    Object.entries(SETTINGS).map(([variable, name]) => [variable, listed(settings[name])]),
  )
  try {
    return parseConfiguration(variables)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    const faults = error.problems.map(({ variable, problem, remedy }) => {
      const [, name = variable] = Object.entries(SETTINGS).find(([known]) => known === variable) ?? []
      return `${name} ${problem}: ${remedy}`
    })
    throw new TypeError(`createGate: ${faults.join('; ')}`, { cause: error })
  }
}

function listed(value: unknown): unknown {
  return Array.isArray(value) ? value.join(',') : value
}
