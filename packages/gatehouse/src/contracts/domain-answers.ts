// Determines the responses of an operation of a domain: those of its route, and the gateway's own in place of the domain.
import type { RouteConfig } from '@hono/zod-openapi'
import { tokenNeed } from '../access/index.ts'
import { problem, problems } from '../http/route.ts'
import { exampleReferences, forwardingProblems } from '../problem/problem-answers.ts'
import { PROBLEM_MEDIA_TYPE } from '../problem/problem.ts'
import type { ContractRoute } from './contract.ts'
import { isJson } from './rebuild.ts'

type Responses = RouteConfig['responses']

/** Returns them. @param isExchanged whether the domain gets tokens of its own */
export function responsesOf({ access, responses }: ContractRoute, isExchanged: boolean): Responses {
  const all: Responses = { ...problems(forwardingProblems(isExchanged)), ...responses }
  if (!isExchanged || tokenNeed(access) === 'ignored') return all
  const refusal = problem(
    'The tenant issues no token for the domain in the name of the caller',
    'token_exchange_refused',
  )
  const limit = problem('The tenant issues no more tokens at the moment', 'token_exchange_limited')
  return {
    ...all,
    403: withCode(all['403'], 'token_exchange_refused') ?? refusal,
    503: withCode(all['503'], 'token_exchange_limited') ?? limit,
  }
}

// Beside the codes that the answer has.
function withCode(answer: unknown, code: string): object | null {
  if (!isJson(answer) || !isJson(answer['content'])) return null
  const { content } = answer
  const problem = content[PROBLEM_MEDIA_TYPE]
  if (!isJson(problem)) return null
  const examples = { ...(isJson(problem['examples']) && problem['examples']), ...exampleReferences([code]) }
  return { ...answer, content: { ...content, [PROBLEM_MEDIA_TYPE]: { ...problem, examples } } }
}
