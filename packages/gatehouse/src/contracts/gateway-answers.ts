// Adds the gateway's own responses to the document of a service in another technology.
import type { Policy } from '../access/index.ts'
import { PROBLEM_MEDIA_TYPE } from '../problem/problem.ts'
import {
  describeProblemAnswers,
  exampleReferences,
  forwardingProblems,
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
 * service has an answer of its own for a status, both media types stand there. Any other refusal is a component that operations share.
 *
 * @param path of the operation: not every value of a parameter is served
 * @param components those that the operation's answers may refer to; refusals are added to them
 * @param isExchanged whether the service gets tokens of its own
 */
export function withGatewayAnswers(
  operation: Json,
  path: string,
  components: Record<string, unknown>,
  isExchanged: boolean = false,
): Json {
  const { responses, requestBody, parameters, 'x-access': access } = operation
  const own = isJson(responses) ? responses : {}
  const hasBody = requestBody !== undefined
  const answers: ProblemAnswers = {
    ...describeProblemAnswers({
      access: access as Policy,
      hasInput: hasBody || (Array.isArray(parameters) && parameters.length > 0),
      hasBody,
      isCounted: true,
      isExchanged,
    }),
    ...forwardingProblems(isExchanged),
    ...(path.includes('{') && {
      404: { description: 'There is no operation at this path', codes: ['route_not_found'] },
    }),
  }
  const refusals = Object.entries(answers).map(([status, problem]) => [
    status,
    refusalBeside(own[status], status, problem, components),
  ])
  return { ...operation, responses: { ...own, ...(Object.fromEntries(refusals) as Json) } }
}

function refusalBeside(
  own: unknown,
  status: string,
  problem: ProblemAnswer,
  components: Record<string, unknown>,
): Json {
  const answer = componentAt(own, 'responses', components)
  if (answer === undefined) return sharedRefusal(status, problem, components)
  const content = isJson(answer['content']) ? answer['content'] : {}
  return { ...answer, content: { ...contentOf(problem), ...content } }
}

// In a document with many operations most of the text would be refusals.
function sharedRefusal(status: string, problem: ProblemAnswer, components: Record<string, unknown>): Json {
  const known = SHARED.get(components) ?? new Map<string, string>()
  SHARED.set(components, known)
  const id = JSON.stringify([status, problem])
  const name = known.get(id) ?? addRefusal(status, problem, components)
  known.set(id, name)
  return { $ref: `#/components/responses/${name}` }
}

/** The names of the refusals in components. */
const SHARED = new WeakMap<object, Map<string, string>>()

// Another service may have brought the same refusal along already.
function addRefusal(status: string, problem: ProblemAnswer, components: Record<string, unknown>): string {
  const refusal = { description: problem.description, content: contentOf(problem) }
  const text = JSON.stringify(refusal)
  const responses = isJson(components['responses']) ? components['responses'] : {}
  let name = `Refusal${status}`
  for (let count = 2; Object.hasOwn(responses, name) && JSON.stringify(responses[name]) !== text; count++)
    name = `Refusal${status}_${count}`
  if (!Object.hasOwn(responses, name)) components['responses'] = { ...responses, [name]: refusal }
  return name
}
