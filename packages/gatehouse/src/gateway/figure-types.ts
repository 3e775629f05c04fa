// Types of the figures that the isolates of a gateway hand over, and that their Durable Object keeps.

/** The lists of counts within a service. */
export const DIMENSIONS = ['statuses', 'codes', 'routes', 'clients', 'colos', 'countries'] as const

/** A list of counts by value. */
export type Dimension = (typeof DIMENSIONS)[number]

type Values = Record<string, number>

/** The lists of counts within a code. */
export const CODE_DIMENSIONS = ['routes', 'clients', 'colos', 'countries'] as const

/** The problems with one code. */
export interface CodeFigures extends Record<(typeof CODE_DIMENSIONS)[number], Values> {
  /** How many of them were 4xx. */
  refused: number
  /** How many of them were 5xx. */
  failed: number
}

/** The figures of one service. */
export interface ServiceFigures extends Record<Dimension, Values> {
  requests: number
  ok: number
  refused: number
  failed: number
  /** The sum of the response times. */
  millis: number
  /** Responses by their time, as in `Counts`. */
  latencies: number[]
  /** The problems by code. */
  problems: Record<string, CodeFigures>
}

/** The figures by service; the gateway's own answers are under `gateway`. */
export type Figures = Record<string, ServiceFigures>

/** The time ranges that can be asked for: the length of a step, and how many steps are kept. */
export const RANGES = {
  hour: { stepSeconds: 60, steps: 60 },
  day: { stepSeconds: 3_600, steps: 24 },
  week: { stepSeconds: 3_600, steps: 168 },
  month: { stepSeconds: 3_600, steps: 720 },
} as const

/** A time range. */
export type Range = keyof typeof RANGES

/** The requests of one step by the first digit of their status. */
export interface Step {
  /** When it began, in seconds since the epoch. */
  readonly at: number
  readonly ok: number
  readonly refused: number
  readonly failed: number
}

/** The figures of a time range. */
export interface RangeFigures {
  readonly range: Range
  readonly stepSeconds: number
  /** Only these figures are in it; `null` for all services. */
  readonly service: string | null
  /** Only the problems with this code are in it; `null` for all requests. Then there are no statuses and no response times. */
  readonly code: string | null
  readonly totals: Omit<ServiceFigures, 'problems'>
  /** Requests by service, of all services. */
  readonly services: Readonly<Record<string, number>>
  /** The oldest step first; a step without a request is missing. */
  readonly steps: readonly Step[]
}
