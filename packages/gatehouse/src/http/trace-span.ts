// Finds the span of the platform's tracing that a request runs in. Where nothing is traced there is none.

/** The part of a span of workerd that is used here. */
export interface TraceSpan {
  readonly isTraced: boolean
  spanContext(): { readonly traceId: string }
  updateName(name: string): unknown
  setAttributes(attributes: Readonly<Record<string, string | number | boolean | undefined>>): unknown
}

/** What is known of the trace of a request. */
export interface TracedRequest {
  /** The id of its trace on the platform; `null` when it is not traced. */
  readonly platformTraceId: string | null
}

/**
 * Returns the active span, if it is recorded.
 *
 * @param holder what has the platform's `tracing`: the module `cloudflare:workers`, or an execution context, which makes an object of its own for
 *   each request. Other runtimes and older versions have none
 */
export function tracedSpan(holder: unknown): TraceSpan | null {
  const { tracing } = Object(holder) as { readonly tracing?: { getActiveSpan?(): TraceSpan | undefined } }
  const span = tracing?.getActiveSpan?.()
  return span?.isTraced === true ? span : null
}

/** Returns the id of the trace of a span. */
export function traceIdOfSpan(span: TraceSpan | null): string | null {
  return span?.spanContext().traceId ?? null
}
