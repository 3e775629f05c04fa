// Answers GET /status/deployment and GET /status/sign-ins.
import { ProblemError } from '../../problem/problem-error.ts'
import type { DeploymentFigures, ExchangeAccess } from '../exchange-types.ts'
import { type Range, RANGES } from '../figure-types.ts'
import type { SignInReport } from '../sign-in-types.ts'

/** The longest name of a service or of a code that is looked for. */
const NAME_MAX_CHARACTERS = 100

/**
 * Returns the figures that a request asks for.
 *
 * @throws ProblemError `request_invalid`, `exchange_unavailable`
 */
export async function showDeployment(
  query: URLSearchParams,
  exchange: Pick<ExchangeAccess, 'figures'>,
): Promise<Omit<DeploymentFigures, 'since' | 'signInsSince'>> {
  const { range, service, code } = readQuery(query)
  const { since: _since, signInsSince: _signIns, ...figures } = await exchange.figures({ range, service, code })
  return figures
}

/**
 * Returns the sign-ins that a request asks for.
 *
 * @throws ProblemError `request_invalid`, `exchange_unavailable`
 */
export async function showSignIns(
  query: URLSearchParams,
  exchange: Pick<ExchangeAccess, 'signIns'>,
): Promise<SignInReport> {
  return await exchange.signIns(readQuery(query).range)
}

function readQuery(query: URLSearchParams) {
  const wanted = query.get('range') ?? 'hour'
  const range = (Object.keys(RANGES) as Range[]).find((known) => known === wanted)
  const [service, code] = [query.get('service'), query.get('code')]
  const errors = [
    ...(range === undefined
      ? [{ in: 'query', path: 'range', message: `is none of ${Object.keys(RANGES).join(', ')}` }]
      : []),
    ...Object.entries({ service, code })
      .filter(([, name]) => name !== null && name.length > NAME_MAX_CHARACTERS)
      .map(([path]) => ({ in: 'query', path, message: `is too large: at most ${NAME_MAX_CHARACTERS} characters` })),
  ]
  if (range === undefined || errors.length > 0) throw new ProblemError('request_invalid', { errors })
  return { range, service, code }
}
