// Determines the variables and secrets of the gateway that a tenant gives it. Pure.
import { randomBytes } from 'node:crypto'

/** Where the variables of an environment stand. */
export interface VariablesFile {
  /** In words: `.dev.vars`, or `[env.staging.vars] of wrangler.toml`. */
  readonly source: string
  readonly variables: Readonly<Record<string, string>>
  /** The names of the secrets that the gateway has, besides. */
  readonly secrets: readonly string[]
  /** Why secrets can't be handed over; `null` when they can. */
  readonly secretsFault: string | null
  /** Whether the gateway was never deployed: then it has no secret of another application. */
  readonly isUndeployed: boolean
  /** Writes variables, and hands secrets over. @throws CommandError */
  write(variables: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>): Promise<void>
}

/** What the gateway must know of its tenant. The ids are `null` until their applications are made. */
export interface TenantValues {
  /** As `AUTH0_DOMAIN` has it. */
  readonly domain: string
  readonly audience: string
  readonly clientId: string | null
  readonly pagesClientId: string | null
  readonly exchangeClientId: string | null
  readonly callbackUrl: string | null
  readonly claimNamespace: string | null
  /** Whether there is an application for the login routes, which has a secret. */
  readonly withLogin: boolean
  /** Whether there is an application that exchanges tokens, which has a secret. */
  readonly withExchange: boolean
}

/** A variable that changes. Its value is `null` while it is not known yet; a secret's value is never in here. */
export interface VariableChange {
  readonly sign: '+' | '~'
  readonly name: string
  readonly value: string | null
  readonly isSecret: boolean
}

/** Secrets that are made here where the gateway lacks them. */
const MADE_SECRETS = ['GATEHOUSE_SESSION_KEYS', 'GATEHOUSE_KV_SECRET', 'GATEHOUSE_LOG_SALT']
const SECRET_BYTES = 32

/** The applications with a secret that the gateway has, by their purpose: the variables of the id and of the secret. */
export const SECRET_VARIABLES = {
  login: { id: 'AUTH0_CLIENT_ID', secret: 'AUTH0_CLIENT_SECRET' },
  exchange: { id: 'AUTH0_EXCHANGE_CLIENT_ID', secret: 'AUTH0_EXCHANGE_CLIENT_SECRET' },
} as const

/** The purposes of these applications. */
export type SecretPurpose = keyof typeof SECRET_VARIABLES

/**
 * Compares the variables of an environment.
 *
 * @param isSecretCurrent whether the file has the secret of the application; nothing shows a secret that is only named
 */
export function compareVariables(
  { variables, secrets }: Pick<VariablesFile, 'variables' | 'secrets'>,
  values: TenantValues,
  isSecretCurrent: (purpose: SecretPurpose) => boolean,
): VariableChange[] {
  const listed = (name: string): string[] => (variables[name] ?? '').split(',').map((one) => one.trim())
  const has = (name: string): boolean => Boolean(variables[name]) || secrets.includes(name)
  const wanted: readonly (readonly [name: string, value: string | null, isRight: boolean])[] = [
    ['AUTH0_DOMAIN', values.domain, listed('AUTH0_DOMAIN').includes(values.domain)],
    ['AUTH0_AUDIENCE', values.audience, listed('AUTH0_AUDIENCE').includes(values.audience)],
    ['AUTH0_CLIENT_ID', values.clientId, isSame(variables['AUTH0_CLIENT_ID'], values.clientId)],
    ['AUTH0_PAGES_CLIENT_ID', values.pagesClientId, isSame(variables['AUTH0_PAGES_CLIENT_ID'], values.pagesClientId)],
    ...(values.withExchange
      ? [
          [
            'AUTH0_EXCHANGE_CLIENT_ID',
            values.exchangeClientId,
            isSame(variables['AUTH0_EXCHANGE_CLIENT_ID'], values.exchangeClientId),
          ] as const,
        ]
      : []),
    ...(values.callbackUrl === null || !values.withLogin
      ? []
      : [['AUTH0_CALLBACK_URL', values.callbackUrl, has('AUTH0_CALLBACK_URL')] as const]),
    ...(values.claimNamespace === null
      ? []
      : [['AUTH0_CLAIM_NAMESPACE', values.claimNamespace, has('AUTH0_CLAIM_NAMESPACE')] as const]),
  ]
  const changes = wanted.flatMap(([name, value, isRight]): VariableChange[] =>
    isRight ? [] : [{ sign: has(name) ? '~' : '+', name, value, isSecret: false }],
  )
  // A secret that stands nowhere to be compared is handed over whenever the id of its application changes.
  const needsSecret = (purpose: SecretPurpose): boolean =>
    changes.some(({ name }) => name === SECRET_VARIABLES[purpose].id) || !isSecretCurrent(purpose)
  const purposes = [
    ...(values.withLogin ? ['login' as const] : []),
    ...(values.withExchange ? ['exchange' as const] : []),
  ]
  return [
    ...changes,
    ...purposes.filter(needsSecret).map((purpose): VariableChange => {
      const name = SECRET_VARIABLES[purpose].secret
      return { sign: has(name) ? '~' : '+', name, value: null, isSecret: true }
    }),
    ...MADE_SECRETS.filter((name) => !has(name)).map((name) => ({
      sign: '+' as const,
      name,
      value: null,
      isSecret: true,
    })),
  ]
}

function isSame(before: string | undefined, after: string | null): boolean {
  return after !== null && before === after
}

/** Makes a secret. */
export function makeSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}
