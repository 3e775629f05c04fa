// Reads the settings of the application that exchanges tokens, and checks their values.
import type { Variables } from './variables.ts'

/** Auth0's limit on every plan but the free one, which has 2. */
const PER_SECOND = 30
const PER_SECOND_MAX = 1_000
const STORES = ['kv', 'memory'] as const

/** The application that exchanges the tokens of callers for those of services. */
export interface ExchangeClient {
  readonly clientId: string
  readonly clientSecret: string
  /** How many exchanges an isolate begins within a second. */
  readonly perSecond: number
  /** Whether exchanged tokens are in Workers KV too, encrypted. */
  readonly isStored: boolean
}

/** The variables of these settings. */
type Name =
  | 'AUTH0_EXCHANGE_CLIENT_ID'
  | 'AUTH0_EXCHANGE_CLIENT_SECRET'
  | 'AUTH0_EXCHANGES_PER_SECOND'
  | 'GATEHOUSE_EXCHANGE_STORE'

/**
 * Reads the settings; `null` without an application.
 *
 * @param text returns the text of a variable, or `null`
 * @param report called for an invalid value, with the reason and the remedy
 */
export function readExchangeClient(
  variables: Pick<Variables, 'read'>,
  text: (name: Name) => string | null,
  report: (name: Name, problem: string, remedy: string) => void,
): ExchangeClient | null {
  const [clientId, clientSecret] = [text('AUTH0_EXCHANGE_CLIENT_ID'), text('AUTH0_EXCHANGE_CLIENT_SECRET')]
  // Who reads the configuration of a gateway that runs elsewhere does not see its secrets.
  if (clientId === null && clientSecret !== null)
    report('AUTH0_EXCHANGE_CLIENT_ID', 'is missing', 'set it to the application of AUTH0_EXCHANGE_CLIENT_SECRET')
  const perSecond = Number(variables.read('AUTH0_EXCHANGES_PER_SECOND') ?? PER_SECOND)
  if (!Number.isSafeInteger(perSecond) || perSecond < 1 || perSecond > PER_SECOND_MAX)
    report(
      'AUTH0_EXCHANGES_PER_SECOND',
      `is no whole number from 1 to ${PER_SECOND_MAX}`,
      `leave it out for ${PER_SECOND}, or set it to 2 on Auth0's free plan`,
    )
  const store = STORES.find((one) => one === (text('GATEHOUSE_EXCHANGE_STORE') ?? 'kv'))
  if (store === undefined)
    report('GATEHOUSE_EXCHANGE_STORE', 'is no place for tokens', `set it to one of ${STORES.join(', ')}`)
  return clientId === null || clientSecret === null
    ? null
    : { clientId, clientSecret, perSecond, isStored: store === 'kv' }
}
