// Reads the pages of the payments domain on behalf of the caller, as many as one request may.
import { z } from '@hono/zod-openapi'
import { ProblemError } from 'gatehouse/domain'
import { type CallContext, callService, type ServiceBinding } from 'gatehouse/domain'

/** As many payments as a page may hold: each page costs one of the calls. */
const PAGE_SIZE = 1_000
/**
 * Most calls to payments that one request makes. The platform lets a request invoke 32 Workers: two are the gateway and this one, and
 * the rest is for the key service, which isolates that have just started ask once or twice each.
 */
export const CALLS_MAX = 20

// What is read of a payment; the contract of payments is theirs, and may grow.
const paymentSchema = z.object({
  id: z.string(),
  owner: z.string(),
  amount: z.number().int().min(1),
  currency: z.string(),
  description: z.string().nullable(),
  createdAt: z.iso.datetime(),
  refund: z.object({ amount: z.number().int().min(1), at: z.string() }).nullable(),
})
const pageSchema = z.object({ payments: z.array(paymentSchema), nextCursor: z.string().nullable() })

/** A payment, as payments shows it. */
export type Payment = Readonly<z.infer<typeof paymentSchema>>

/** A page of payments, the newest first. */
export type PaymentPage = Readonly<z.infer<typeof pageSchema>>

/** The part of a handler's context that is used here. */
export interface PaymentsContext extends CallContext {
  readonly env: { readonly PAYMENTS: ServiceBinding }
  readonly req: CallContext['req'] & { readonly url: string }
}

/** The pages of payments, for one request. */
export class PaymentPages {
  readonly #c: PaymentsContext
  readonly #signal: AbortSignal | null
  #callsLeft = CALLS_MAX

  /** @param signal aborts when the client is gone */
  constructor(c: PaymentsContext, signal: AbortSignal | null = null) {
    this.#c = c
    this.#signal = signal
  }

  /** How many more pages may be read. */
  get callsLeft(): number {
    return this.#callsLeft
  }

  /**
   * Reads one page.
   *
   * @param cursor of the page before; `null` for the newest
   * @throws as {@link callService}; ProblemError `service_failed` when payments answers something else than a page
   */
  async read(cursor: string | null): Promise<PaymentPage> {
    this.#callsLeft -= 1
    const url = new URL(`/payments?limit=${PAGE_SIZE}`, this.#c.req.url)
    if (cursor !== null) url.searchParams.set('cursor', cursor)
    const answer = await callService(this.#c.env.PAYMENTS, new Request(url, { signal: this.#signal }), this.#c)
    try {
      return pageSchema.parse(await answer.json())
    } catch (cause) {
      throw cause instanceof ProblemError ? cause : new ProblemError('service_failed', { cause })
    }
  }
}
