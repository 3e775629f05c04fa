// What the gateway answers by itself in place of a service in another technology, for that service's part of the document.
import type { Policy } from '../../src/access/index.ts'
import { PROBLEM_MEDIA_TYPE } from '../../src/http/problem.ts'
import { describeRefusals } from '../../src/http/refusal-answers.ts'
import { isJson, type Json } from './rebuild.ts'

/** An operation with the gateway's refusals beside its own answers. The gateway's own contract brings their schema along. */
export function withGatewayAnswers(operation: Json): Json {
  const { responses, requestBody, 'x-access': access } = operation
  const own = isJson(responses) ? responses : {}
  return { ...operation, responses: { ...answersOf(access as Policy, requestBody !== undefined), ...own } }
}

function answersOf(access: Policy, hasBody: boolean): Json {
  const answers = {
    ...describeRefusals({ access, hasBody, isCounted: true }),
    502: 'The service could not be reached',
    503: 'The service does not answer: `Retry-After` says when to try again',
    504: 'The service took too long',
  }
  return Object.fromEntries(Object.entries(answers).map(([status, text]) => [status, problem(text)]))
}

function problem(description: string): Json {
  return { description, content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } } }
}
