// One JSON object a line, for people and machines. Nothing that is logged may hold a token, a query or a body.

/** How much a line matters. */
export type LogLevel = 'info' | 'warn' | 'error'

/** Writes one line: `event` is a stable name to search for, `facts` what belongs to it. */
export function log(level: LogLevel, event: string, facts: Readonly<Record<string, unknown>> = {}): void {
  console[level](JSON.stringify({ level, event, ...facts }))
}

/** What may be logged of something thrown: its name, message and stack, and those of its causes. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const own = error.stack ?? `${error.name}: ${error.message}`
  return error.cause === undefined ? own : `${own}\ncaused by ${describeError(error.cause)}`
}
