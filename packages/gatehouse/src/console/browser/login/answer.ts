// Defines the messages from the redirect page to the page that began the login. Both pages are our own.

/** The fields of the tenant's answer (RFC 6749 §4.1.2, §4.2.2). */
export type Answer = Readonly<Partial<Record<string, string>>>

/** An answer on its way. */
export interface Delivery {
  readonly gatehouseLogin: Answer
}

/** Confirms that it has arrived: at the login with this state. */
export interface Receipt {
  readonly received: string
}

/** The channel of a delivery when the window that began the login cannot be reached directly. */
export const LOGIN_CHANNEL = 'gatehouse-login'

/** Returns whether a message of another window is a delivery. */
export function isDelivery(message: unknown): message is Delivery {
  if (typeof message !== 'object' || message === null || !('gatehouseLogin' in message)) return false
  return typeof message.gatehouseLogin === 'object' && message.gatehouseLogin !== null
}

/** Returns whether a message is a receipt for the login with this state. */
export function isReceipt(message: unknown, state: string | undefined): message is Receipt {
  return typeof message === 'object' && message !== null && 'received' in message && message.received === state
}

/** Returns the tenant's response from the URL of the redirect: from the fragment, else from the query. */
export function answerIn({ hash, search }: { readonly hash: string; readonly search: string }): Answer {
  const fragment = new URLSearchParams(hash.slice(1))
  const isFragment = ['access_token', 'code', 'error'].some((name) => fragment.has(name))
  return Object.fromEntries(isFragment ? fragment : new URLSearchParams(search))
}
