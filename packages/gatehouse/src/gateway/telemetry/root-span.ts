// Describes a request in the root span of its trace: by its operation, and by the same few words as in the counters. No claim, no query and
// no value of a path is among them.
import type { TraceSpan } from '../../http/trace-span.ts'
import type { Outcome, RecordedRequest } from '../handler.ts'

/** Names the span by method and template of the path, and adds service, code, kind and tier. */
export function describeRootSpan(
  span: TraceSpan,
  { method, row, verdict }: Pick<RecordedRequest, 'method' | 'row' | 'verdict'>,
  { code }: Pick<Outcome, 'code'>,
): void {
  // A method that no route has may be any text.
  span.updateName(row === null ? 'unknown route' : `${method} ${row.path}`)
  span.setAttributes({
    service: row?.service ?? 'gateway',
    code: code ?? undefined,
    kind: verdict?.principal.kind,
    tier: verdict?.tier ?? undefined,
  })
}
