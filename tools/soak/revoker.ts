// Revokes one person and reinstates them, again and again, while everything else breaks. Another client asks all the time as this person:
// ten seconds after each order every answer must be the right one. Nobody else is refused: the other clients see to that.
import { setTimeout as sleep } from 'node:timers/promises'
import { bearer, send, type SoakRun } from './clients.ts'
import type { End } from './account.ts'
import type { SoakToken } from './tokens.ts'

/** What the gateway promises, twice the period of the exchange. */
const PROMISED_MILLIS = 10_000
/** How long a state is kept after it must hold everywhere. */
const KEPT_MILLIS = 4_000
const ASK_PAUSE_MILLIS = 50
const ORDER_ATTEMPTS_MAX = 20
const ORDER_PAUSE_MILLIS = 250
/** While something is broken on purpose, and whoever asks may not be known. */
const OUTAGES: readonly End[] = [502, 503, 504]

/** What the revoker needs besides the run. */
export interface RevokerParts {
  /** A token of the person, signed with the tenant's key of this moment, and issued before the soak began. */
  readonly mintWatched: () => Promise<SoakToken>
  /** The token of somebody who may revoke. */
  readonly mintOperator: () => Promise<SoakToken>
  readonly subject: string
}

/** Runs until the end is told. @returns a function that tells it, and waits */
export function startRevoker(run: SoakRun, parts: RevokerParts): () => Promise<void> {
  const state = {
    isOver: false,
    isRevoked: false,
    /** When the last order was stored. */
    orderedAt: 0,
    /** Counts the beginnings and the ends of orders: an order that is on its way may hold already. */
    changes: 0,
  }

  async function order(): Promise<void> {
    state.changes += 1
    const body = JSON.stringify({ subject: parts.subject, ...(state.isRevoked && { undo: true }) })
    for (let attempt = 0; attempt < ORDER_ATTEMPTS_MAX; attempt += 1) {
      const { headers } = bearer(await parts.mintOperator())
      const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body }
      const answer = await send(run, 'revoke or reinstate', '/admin/revocations', init, () => [200, 401, 503])
      if (answer?.status === 200) {
        state.isRevoked = !state.isRevoked
        state.orderedAt = Date.now()
        state.changes += 1
        return
      }
      await sleep(ORDER_PAUSE_MILLIS)
    }
    run.account.violate('a revocation was never stored')
  }

  async function orders(): Promise<void> {
    while (!state.isOver) {
      await order()
      const end = state.orderedAt + PROMISED_MILLIS + KEPT_MILLIS
      while (!state.isOver && Date.now() < end) await sleep(ASK_PAUSE_MILLIS)
    }
    if (state.isRevoked) await order()
  }

  async function asks(): Promise<void> {
    while (!state.isOver) {
      const token = await parts.mintWatched()
      const { isRevoked, orderedAt, changes } = state
      // An even number: none is on its way.
      const holds = changes > 0 && changes % 2 === 0 && Date.now() - orderedAt >= PROMISED_MILLIS
      const kind = holds ? (isRevoked ? 'a revoked person' : 'a reinstated person') : 'a person, within ten seconds'
      // The order may change while the answer is on its way: then either is right.
      await send(run, kind, '/payments', bearer(token), () => {
        const right: readonly End[] = holds && changes === state.changes ? [isRevoked ? 401 : 200] : [200, 401]
        return [...right, ...OUTAGES]
      })
      await sleep(ASK_PAUSE_MILLIS)
    }
  }

  const running = Promise.all([orders(), asks()])
  return async () => {
    state.isOver = true
    await running
  }
}
