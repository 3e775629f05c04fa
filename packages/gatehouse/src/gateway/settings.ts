// What a project's gateway has otherwise than by default. The build step writes it into the table, and it is read once an isolate.
import type { RefusalTerms } from '../access/index.ts'
import type { Brand } from '../console/brand.ts'
import type { ExchangeRule } from '../http/exchange-rule.ts'

/** The settings of a gateway. A member that is absent is as by default. */
export interface GatewaySettings {
  readonly brand?: Brand
  /** Who may see the pages about the project; everyone by default. */
  readonly pages?: 'signed-in' | 'off'
  readonly refusals?: RefusalTerms
  readonly cookiePrefix?: string
  readonly headerPrefix?: string
  readonly webSocketSubprotocol?: string
  /** What domains may exchange tokens for, besides what the services of the table say. */
  readonly exchanges?: readonly ExchangeRule[]
}
