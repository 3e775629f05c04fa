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
  readonly callbackUrl: string | null
  readonly claimNamespace: string | null
  /** Whether there is an application for the login routes, which has a secret. */
  readonly withLogin: boolean
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

/** The secret of the application for login. */
export const CLIENT_SECRET = 'AUTH0_CLIENT_SECRET'

/**
 * Compares the variables of an environment.
 *
 * @param isSecretCurrent whether the file has the secret of the application for login; nothing shows a secret that is only named
 */
export function compareVariables(
  { variables, secrets }: Pick<VariablesFile, 'variables' | 'secrets'>,
  values: TenantValues,
  isSecretCurrent: boolean,
): VariableChange[] {
  const listed = (name: string): string[] => (variables[name] ?? '').split(',').map((one) => one.trim())
  const has = (name: string): boolean => Boolean(variables[name]) || secrets.includes(name)
  const wanted: readonly (readonly [name: string, value: string | null, isRight: boolean])[] = [
    ['AUTH0_DOMAIN', values.domain, listed('AUTH0_DOMAIN').includes(values.domain)],
    ['AUTH0_AUDIENCE', values.audience, listed('AUTH0_AUDIENCE').includes(values.audience)],
    ['AUTH0_CLIENT_ID', values.clientId, isSame(variables['AUTH0_CLIENT_ID'], values.clientId)],
    ['AUTH0_PAGES_CLIENT_ID', values.pagesClientId, isSame(variables['AUTH0_PAGES_CLIENT_ID'], values.pagesClientId)],
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
  const isOfOther = changes.some(({ name }) => name === 'AUTH0_CLIENT_ID')
  const needsSecret = values.withLogin && (isOfOther || !isSecretCurrent)
  return [
    ...changes,
    ...(needsSecret
      ? [
          {
            sign: has(CLIENT_SECRET) ? ('~' as const) : ('+' as const),
            name: CLIENT_SECRET,
            value: null,
            isSecret: true,
          },
        ]
      : []),
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
