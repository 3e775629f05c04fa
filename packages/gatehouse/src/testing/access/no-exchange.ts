// The exchange of a gateway that has none.
import { ExchangeClient } from '../../gateway/edge/exchange-client.ts'
import { systemClock } from '../../http/clock.ts'

/** Returns an exchange that asks nobody. */
export function noExchange(): ExchangeClient {
  return new ExchangeClient({ namespace: undefined, syncSeconds: 0, clock: systemClock, log: () => undefined })
}
