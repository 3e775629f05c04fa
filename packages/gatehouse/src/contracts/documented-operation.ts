// Writes an operation of a service's document as the gateway's own document shows it.
import type { Policy } from '../access/index.ts'
import { describePolicy, securityOf } from '../http/security.ts'
import type { Operation, Parameters } from './document-shape.ts'
import { GATEHOUSE_MEMBERS } from './written-access.ts'

/** Returns the operation, with what the gateway demands. @param tag the name of the service */
export function documentedOperation(
  operation: Operation,
  parameters: Parameters,
  access: Policy,
  operationId: string,
  tag: string,
): Record<string, unknown> {
  const { security: _security, servers: _servers, callbacks: _callbacks, ...rest } = operation
  for (const member of GATEHOUSE_MEMBERS) delete rest[member]
  return {
    ...rest,
    operationId,
    description: described(rest.description, access),
    security: securityOf(access),
    tags: [tag],
    'x-access': access,
    parameters,
  }
}

// One that `gatehouse contract` wrote says it already.
function described(description: string | undefined, access: Policy): string {
  const sentence = describePolicy(access)
  if (description?.endsWith(sentence) === true) return description
  return [description, sentence].filter(Boolean).join('\n\n')
}
