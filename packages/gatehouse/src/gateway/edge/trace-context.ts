// Reads the trace id of a request (W3C Trace Context, Level 1). The gateway only logs it: a well-formed header is forwarded unchanged,
// and an invalid one is dropped (§3.2.2.3: an invalid traceparent invalidates its tracestate).
import { TRACE_PARENT_HEADER } from '../../http/header-names.ts'

// Version, trace id, id of the caller's span, flags; a later version may append more (§3.2.4).
const TRACE_PARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(-.*)?$/

/** Returns the trace id of a request, or `null` if it has no valid one. */
export function traceIdOf(headers: { get(name: string): string | null }): string | null {
  const parent = headers.get(TRACE_PARENT_HEADER)
  if (parent === null) return null
  const match = TRACE_PARENT.exec(parent)
  // Version 00 has these four parts and no more.
  if (match === null || (match[1] === '00' && match[3] !== undefined)) return null
  return match[2] ?? null
}
