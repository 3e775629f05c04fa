// Asks the payments domain on behalf of whoever asks us: with their token, so that it decides for itself what they may see.
// What it refuses is our answer, word for word.
import { z } from '@hono/zod-openapi'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Clock, ProblemError, withTimeLimit } from 'gatehouse/access'
import { PROBLEM_MEDIA_TYPE } from 'gatehouse/problem'
import { isNotRunning, type ServiceBinding } from 'gatehouse/domain'

/** Longest that one page may take: far inside what the gateway waits for us. */
const CALL_TIMEOUT_MILLIS = 5_000
/** As many payments as a page may hold: each page costs one of the calls. */
const PAGE_SIZE = 1_000
/**
 * Most calls to payments that one request of ours makes. The platform lets a request invoke 32 Workers: two are the gateway and
 * we, and the rest is for the key service, which isolates that have just started ask once or twice each.
 */
export const CALLS_MAX = 20

/** What says who is asking, for which request and trace, and which version serves them: travels on as it came. */
const CARRIED_HEADERS = [
  'authorization',
  'dpop',
  'cf-ray',
  'traceparent',
  'tracestate',
  'cloudflare-workers-version-key',
] as const

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

/** Whoever asks us. */
export interface Caller {
  readonly request: {
    readonly url: string
    readonly headers: { get(name: string): string | null }
    readonly cf?: object | undefined
  }
  readonly requestId: string
  /** Aborts when they are gone. */
  readonly signal?: AbortSignal
}

/** The payments domain for one request of ours. */
export class PaymentsService {
  readonly #binding: ServiceBinding | undefined
  readonly #caller: Caller
  readonly #clock: Clock
  #callsLeft = CALLS_MAX

  /** @param binding of payments; `undefined` when this Worker was deployed without it */
  constructor(binding: ServiceBinding | undefined, caller: Caller, clock: Clock) {
    this.#binding = binding
    this.#caller = caller
    this.#clock = clock
  }

  /** How many more pages may be asked for. */
  get callsLeft(): number {
    return this.#callsLeft
  }

  /**
   * One page of payments. @param cursor of the page before; `null` for the newest
   *
   * @throws HTTPException with the answer of payments when it refuses
   * @throws ProblemError `service_unavailable`, `service_failed`, `service_timeout`
   */
  async page(cursor: string | null): Promise<PaymentPage> {
    if (this.#binding === undefined) throw new ProblemError('service_unavailable')
    this.#callsLeft -= 1
    try {
      const work = readPage(await this.#limited(this.#binding.fetch(this.#requestFor(cursor))))
      return await this.#limited(work)
    } catch (cause) {
      throw cause instanceof ProblemError || cause instanceof HTTPException
        ? cause
        : new ProblemError('service_failed', { cause })
    }
  }

  async #limited<Result>(work: Promise<Result>): Promise<Result> {
    return await withTimeLimit(work, CALL_TIMEOUT_MILLIS, this.#clock, () => new ProblemError('service_timeout'))
  }

  #requestFor(cursor: string | null): Request {
    const { request, requestId, signal } = this.#caller
    // The edge's address, because the challenge of a refusal, which we hand on, points there.
    const url = new URL(`/payments?limit=${PAGE_SIZE}`, request.url)
    if (cursor !== null) url.searchParams.set('cursor', cursor)
    const headers = new Headers({ 'x-request-id': requestId })
    for (const name of CARRIED_HEADERS) {
      const value = request.headers.get(name)
      if (value !== null) headers.set(name, value)
    }
    // What Cloudflare says of the connection: a token may be bound to its certificate.
    const { cf } = request
    return new Request(url, { headers, ...(cf && { cf }), ...(signal && { signal }) } as RequestInit)
  }
}

async function readPage(answer: Response): Promise<PaymentPage> {
  if (answer.ok) return pageSchema.parse(await answer.json())
  const { status } = answer
  const isRefusal = status === 401 || status === 403 || status === 429 || status >= 500
  const mediaType = answer.headers.get('content-type') ?? ''
  if (isRefusal && mediaType === PROBLEM_MEDIA_TYPE) {
    throw new HTTPException(status as ContentfulStatusCode, {
      message: `payments refused with ${answer.status}`,
      res: new Response(await answer.text(), answer),
    })
  }
  if (await isNotRunning(answer)) throw new ProblemError('service_unavailable')
  throw new Error(`payments answered ${status} ${mediaType}`)
}
