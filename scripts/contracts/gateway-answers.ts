// What the gateway answers by itself in place of a service in another technology, for that service's part of the document.
import { type Policy, tokenNeed } from '../../src/access/index.ts'
import { PROBLEM_MEDIA_TYPE } from '../../src/http/problem.ts'
import { isJson, type Json } from './rebuild.ts'

/** An operation with the gateway's refusals beside its own answers. The gateway's own contract brings their schema along. */
export function withGatewayAnswers(operation: Json): Json {
  const { responses, requestBody, 'x-access': access } = operation
  const own = isJson(responses) ? responses : {}
  return { ...operation, responses: { ...answersOf(access as Policy, requestBody !== undefined), ...own } }
}

function answersOf(access: Policy, hasBody: boolean): Json {
  const need = tokenNeed(access)
  return {
    ...(need === 'required' && { 401: problem('No access token, or one that is not good') }),
    ...(need === 'optional' && { 401: problem('An access token that is not good') }),
    ...(need === 'required' &&
      access.kind !== 'signedIn' && { 403: problem('The token lacks what the operation demands') }),
    ...(hasBody && { 413: problem('The body is too large') }),
    429: problem('Too many requests: `Retry-After` says when to try again'),
    502: problem('The service could not be reached'),
    503: problem('The service does not answer: `Retry-After` says when to try again'),
    504: problem('The service took too long'),
  }
}

function problem(description: string): Json {
  return { description, content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } } }
}
