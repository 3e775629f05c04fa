// What the redirect page hands to the page that began the login. Both are our own: nothing else speaks this.

/** The fields of the tenant's answer (RFC 6749 §4.1.2, §4.2.2). */
export type Answer = Readonly<Partial<Record<string, string>>>

/** An answer on its way. */
export interface Delivery {
  readonly gatehouseLogin: Answer
}

/** Says that it has arrived: at the login with this state. */
export interface Receipt {
  readonly received: string
}

/** Where a delivery is called out when the window that began the login can't be reached directly. */
export const LOGIN_CHANNEL = 'gatehouse-login'

/** Whether a message of another window is a delivery. */
export function isDelivery(message: unknown): message is Delivery {
  if (typeof message !== 'object' || message === null || !('gatehouseLogin' in message)) return false
  return typeof message.gatehouseLogin === 'object' && message.gatehouseLogin !== null
}

/** Whether a message is a receipt for the login with this state. */
export function isReceipt(message: unknown, state: string | undefined): message is Receipt {
  return typeof message === 'object' && message !== null && 'received' in message && message.received === state
}

/** The tenant's answer out of the address that it sent the reader to: in the fragment, else in the query. */
export function answerIn({ hash, search }: { readonly hash: string; readonly search: string }): Answer {
  const fragment = new URLSearchParams(hash.slice(1))
  const isFragment = ['access_token', 'code', 'error'].some((name) => fragment.has(name))
  return Object.fromEntries(isFragment ? fragment : new URLSearchParams(search))
}
