// Adds the gateway's own responses to the document of a service in another technology.
import type { Policy } from '../access/index.ts'
import { PROBLEM_MEDIA_TYPE } from '../problem/problem.ts'
import {
  describeProblemAnswers,
  exampleReferences,
  FORWARDING_PROBLEMS,
  type ProblemAnswer,
  type ProblemAnswers,
} from '../problem/problem-answers.ts'
import { componentAt } from './document-shape.ts'
import { isJson, type Json } from './rebuild.ts'

function contentOf({ codes }: ProblemAnswer): Json {
  const schema = { $ref: '#/components/schemas/Problem' }
  return { [PROBLEM_MEDIA_TYPE]: { schema, examples: exampleReferences(codes) } }
}

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
  const answers: ProblemAnswers = {
    ...describeProblemAnswers({
      access: access as Policy,
      hasInput: hasBody || (Array.isArray(parameters) && parameters.length > 0),
      hasBody,
      isCounted: true,
    }),
    ...FORWARDING_PROBLEMS,
    ...(path.includes('{') && {
      404: { description: 'There is no operation at this path', codes: ['route_not_found'] },
    }),
  }
  const refusals = Object.entries(answers).map(([status, problem]) => [
    status,
    refusalBeside(own[status], problem, components),
  ])
  return { ...operation, responses: { ...own, ...(Object.fromEntries(refusals) as Json) } }
}

function refusalBeside(own: unknown, problem: ProblemAnswer, components: Json): Json {
  const answer = componentAt(own, 'responses', components)
  if (answer === undefined) return { description: problem.description, content: contentOf(problem) }
  const content = isJson(answer['content']) ? answer['content'] : {}
  return { ...answer, content: { ...contentOf(problem), ...content } }
}
