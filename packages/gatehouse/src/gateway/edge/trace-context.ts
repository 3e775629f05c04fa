// Reads the trace that a request belongs to (W3C Trace Context, Level 1). The gateway takes no part in it but to log it: what
// is well-formed is forwarded as it came, and what is not is dropped (§3.2.2.3: an invalid traceparent takes its tracestate along).
import { TRACE_PARENT_HEADER } from '../../http/header-names.ts'

// Version, trace id, id of the caller's span, flags; a later version may append more (§3.2.4).
const TRACE_PARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(-.*)?$/

/** The trace id of a request, or `null` when it names none as it should. */
export function traceIdOf(headers: { get(name: string): string | null }): string | null {
  const parent = headers.get(TRACE_PARENT_HEADER)
  if (parent === null) return null
  const match = TRACE_PARENT.exec(parent)
  // Version 00 has these four parts and no more.
  if (match === null || (match[1] === '00' && match[3] !== undefined)) return null
  return match[2] ?? null
}
