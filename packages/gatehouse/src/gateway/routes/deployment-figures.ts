// Answers GET /status/deployment.
import { ProblemError } from '../../problem/problem-error.ts'
import type { DeploymentFigures, ExchangeAccess } from '../exchange-types.ts'
import { type Range, RANGES } from '../figure-types.ts'

/** The longest name of a service that is looked for. */
const SERVICE_MAX_CHARACTERS = 100

/**
 * Returns the figures that a request asks for.
 *
 * @throws ProblemError `request_invalid`, `exchange_unavailable`
 */
export async function showDeployment(
  query: URLSearchParams,
  exchange: Pick<ExchangeAccess, 'figures'>,
): Promise<Omit<DeploymentFigures, 'since'>> {
  const wanted = query.get('range') ?? 'hour'
  const service = query.get('service')
  const range = (Object.keys(RANGES) as Range[]).find((known) => known === wanted)
  const errors = [
    ...(range === undefined
      ? [{ in: 'query', path: 'range', message: `is none of ${Object.keys(RANGES).join(', ')}` }]
      : []),
    ...(service !== null && service.length > SERVICE_MAX_CHARACTERS
      ? [{ in: 'query', path: 'service', message: `is too large: at most ${SERVICE_MAX_CHARACTERS} characters` }]
      : []),
  ]
  if (range === undefined || errors.length > 0) throw new ProblemError('request_invalid', { errors })
  const { since: _since, ...figures } = await exchange.figures(range, service)
  return figures
}
