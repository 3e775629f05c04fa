// Writes one JSON object per line, for people and machines. A log line must not contain a token, a query or a body.

/** The severity of a line. */
export type LogLevel = 'info' | 'warn' | 'error'

/** One line of the log, as an object. It contains no token, no query and no body. */
export interface LogLine {
  readonly level: LogLevel
  /** A stable name to search for. */
  readonly event: string
  readonly [fact: string]: unknown
}

/** Takes each line of the log in place of the console. What fails in it breaks no request. */
export type LogSink = (line: LogLine) => void | Promise<void>

/**
 * Writes a line to the console, as one JSON object. Every line goes there unless a gateway is given a sink of its own.
 *
 * @example
 * // src/log.ts
 * import { type LogLine, writeToConsole } from 'gatehouse'
 *
 * export function log(line: LogLine): void {
 *   writeToConsole({ ...line, team: 'platform' })
 * }
 */
export function writeToConsole(line: LogLine): void {
  console[line.level](JSON.stringify(line))
}

let sink: (line: LogLine) => void = writeToConsole

/**
 * Sends every later line of this isolate to a sink. A sink that throws, or whose promise is rejected, breaks nothing: its line goes to
 * the console instead. So does a line that is written while the sink handles another.
 */
export function sendLogTo(own: LogSink): void {
  let isBusy = false
  sink = (line) => {
    if (isBusy) return writeToConsole(line)
    isBusy = true
    try {
      const taken: unknown = own({ ...line })
      if (taken instanceof Promise) taken.catch(() => writeToConsole(line))
    } catch {
      writeToConsole(line)
    } finally {
      isBusy = false
    }
  }
}

/**
 * Writes one line to the log.
 *
 * @param event a stable name to search for
 * @param facts what belongs to it. They must hold no token, no query and no body.
 *
 * @example
 * import { log } from 'gatehouse/domain'
 *
 * log('info', 'report_made', { rows: 12 })
 */
export function log(level: LogLevel, event: string, facts: Readonly<Record<string, unknown>> = {}): void {
  sink({ level, event, ...facts })
}

/**
 * Returns what may be logged of something thrown: its name, message and stack, and those of its causes.
 *
 * @example
 * import { describeError, log } from 'gatehouse/domain'
 *
 * export async function tryTo(work: () => Promise<void>): Promise<void> {
 *   await work().catch((error: unknown) => log('error', 'report_failed', { cause: describeError(error) }))
 * }
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const own = error.stack ?? `${error.name}: ${error.message}`
  return error.cause === undefined ? own : `${own}\ncaused by ${describeError(error.cause)}`
}
