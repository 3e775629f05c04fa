// What the gateway answers by itself in place of a service in another technology, for that service's part of the document.
import type { Policy } from '../access/index.ts'
import { PROBLEM_MEDIA_TYPE } from '../problem/problem.ts'
import { describeProblemAnswers, FORWARDING_PROBLEMS } from '../problem/problem-answers.ts'
import { isJson, type Json } from './rebuild.ts'

const PROBLEM_CONTENT = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } }

/**
 * An operation with the gateway's refusals beside its own answers. The gateway's own contract brings their schema along. Where the
 * service has an answer of its own for a status, both media types stand there.
 *
 * @param path of the operation: not every value of a parameter is served
 * @param components those that the operation's answers may refer to
 */
export function withGatewayAnswers(operation: Json, path: string, components: Json): Json {
  const { responses, requestBody, parameters, 'x-access': access } = operation
  const own = isJson(responses) ? responses : {}
  const hasBody = requestBody !== undefined
  const descriptions = {
    ...describeProblemAnswers({
      access: access as Policy,
      hasInput: hasBody || (Array.isArray(parameters) && parameters.length > 0),
      hasBody,
      isCounted: true,
    }),
    ...FORWARDING_PROBLEMS,
    ...(path.includes('{') && { 404: 'There is no operation at this path' }),
  }
  const refusals = Object.entries(descriptions).map(([status, description]) => [
    status,
    refusalBeside(own[status], description, components),
  ])
  return { ...operation, responses: { ...own, ...(Object.fromEntries(refusals) as Json) } }
}

function refusalBeside(own: unknown, description: string, components: Json): Json {
  const answer = resolve(own, components)
  if (answer === undefined) return { description, content: PROBLEM_CONTENT }
  const content = isJson(answer['content']) ? answer['content'] : {}
  return { ...answer, content: { ...PROBLEM_CONTENT, ...content } }
}

function resolve(answer: unknown, components: Json): Json | undefined {
  if (!isJson(answer)) return undefined
  const { $ref: reference } = answer
  if (typeof reference !== 'string') return answer
  const named = components['responses']
  const found = isJson(named) ? named[reference.replace('#/components/responses/', '')] : undefined
  return isJson(found) ? found : undefined
}
