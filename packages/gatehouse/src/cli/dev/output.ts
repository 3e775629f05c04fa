// Filters the output of wrangler for `gatehouse dev`: the lines of the Workers, and wrangler's warnings and errors. Pure: a line in, a
// line out.

/** The ids of requests of this command itself start like this: their log lines are not shown. */
export const OWN_REQUEST_ID = 'gatehouse-dev-'

/** Messages of wrangler itself, by the beginnings of their lines; the lines below belong to them. */
const NOISE =
  /^(?:\[wrangler:(?:info|log|debug)\]|\[custom build\]|⎔|❓| *⛅|─|Using (?:secrets|vars)|🪵|Binding  |env\.|Service bindings, Durable|.* has access to the following bindings:)/
/** A warning that is true of every gateway, and asks for nothing. */
const KNOWN_WARNINGS = /Scheduled Workers are not automatically triggered|Unable to fetch the `?Request\.cf/
/** Before a line of a Worker that several of them share a process with. */
const WORKER_PREFIX = /^(?:[✘▲]? ?\[(?:ERROR|WARNING)\] )?\[[\w-]+\] /
// oxlint-disable-next-line no-control-regex -- colours
const COLOURS = /\u001B\[[\d;]*m/g

/** A line of the log, as packages/gatehouse/src/http/log.ts writes it. */
interface LogLine {
  readonly level: string
  readonly event: string
  readonly [fact: string]: unknown
}

/** A line to print. */
export interface PrintedLine {
  readonly text: string
  /** Whether it is a line of the log, which a program may read. */
  readonly isLog: boolean
}

/** Makes the line to print, if any, of each line that wrangler prints. @param json leaves lines of the log as they are */
export function makeFilter(json: boolean): (line: string) => PrintedLine | null {
  let isShown = false
  return (coloured) => {
    const line = coloured.replaceAll(COLOURS, '').trimEnd()
    const entry = readLogLine(line)
    if (entry !== null) {
      isShown = false
      if (String(entry['requestId']).startsWith(OWN_REQUEST_ID)) return null
      return { text: json ? JSON.stringify(entry) : describe(entry), isLog: true }
    }
    if (line === '') return null
    isShown = startsSomething(line) ?? isShown
    return isShown ? { text: line.replace(WORKER_PREFIX, ''), isLog: false } : null
  }
}

// Whether a line and the lines after it are shown; `null` for one that continues the line above.
function startsSomething(line: string): boolean | null {
  if (NOISE.test(line) || KNOWN_WARNINGS.test(line)) return false
  if (/^(?:[✘▲]|\[wrangler:(?:warn|error)\])/.test(line) || WORKER_PREFIX.test(line)) return true
  return null
}

function readLogLine(line: string): LogLine | null {
  const start = line.indexOf('{"level":')
  if (start < 0) return null
  try {
    const entry = JSON.parse(line.slice(start)) as LogLine
    return typeof entry.event === 'string' ? entry : null
  } catch {
    return null
  }
}

function describe(entry: LogLine): string {
  if (entry.event !== 'request') return describeEvent(entry)
  const { method, route, status, ms, code } = entry
  const parts = [
    String(method).padEnd(6),
    route ?? '(no route)',
    status,
    `${String(ms)} ms`,
    ...(code === null ? [] : [code]),
  ]
  return parts.join(' ')
}

function describeEvent({ level, event, time: _time, ...facts }: LogLine): string {
  const told = Object.entries(facts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return [level, event, ...told].join(' ')
}
