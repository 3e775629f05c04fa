// Reads the extensions in the document of a service: the policy of an operation (`x-gatehouse-access`; of a Worker of another repository also
// `x-access`, as `gatehouse contract` writes it), its limits (`x-limits`) and its tool (`x-mcp`). Pure. A document may have been edited, so everything in it is checked.
import { z } from '@hono/zod-openapi'
import {
  actor,
  agent,
  and,
  anyPermission,
  anyScope,
  claim,
  directly,
  emailRequired,
  isPolicy,
  machine,
  mfa,
  or,
  organization,
  permissions,
  type Policy,
  recentLogin,
  scopes,
  signedBy,
  user,
} from '../access/index.ts'
import type { RouteLimits } from '../http/limits.ts'
import type { ToolOptions } from '../http/tool-options.ts'
import { ContractError } from './contract-error.ts'
import type { Where } from './document-source.ts'
import { checkToolOptions } from './settings-shape.ts'

/** Where an operation of any service says its policy. */
const ACCESS_MEMBER = 'x-gatehouse-access'
/** Where an operation of a Worker of another repository says it too. */
const WORKER_ACCESS_MEMBER = 'x-access'
/** Where an operation says its limits. */
export const LIMITS_MEMBER = 'x-limits'

/** Where an operation says that it is a tool for MCP clients. */
export const TOOL_MEMBER = 'x-mcp'

/** The members of an operation that the gateway's own document does not repeat. */
export const GATEHOUSE_MEMBERS = [ACCESS_MEMBER, WORKER_ACCESS_MEMBER, LIMITS_MEMBER, TOOL_MEMBER] as const

const limitsSchema = z.strictObject({
  bodyMaxBytes: z.int().positive().exactOptional(),
  // A class of the project's own is looked for in the gateway's configuration.
  rate: z
    .string()
    .regex(/^[a-z][a-z\d]*(?:-[a-z\d]+)*$/)
    .exactOptional(),
})

type Members = Readonly<Record<string, unknown>>

/**
 * The policy that an operation says; `undefined` when it says none.
 *
 * @param where the operation, for the sentences of errors
 * @param isWorker whether it is of a Worker of another repository. The `x-access` of any other document may be somebody else's
 * @throws ContractError when what it says is no policy
 */
export function writtenAccess(operation: Members, where: Where, isWorker: boolean): Policy | undefined {
  const members = isWorker ? [ACCESS_MEMBER, WORKER_ACCESS_MEMBER] : [ACCESS_MEMBER]
  const member = members.find((one) => operation[one] !== undefined)
  if (member === undefined) return undefined
  const written = operation[member]
  try {
    if (isPolicy(written)) return rebuilt(written)
  } catch (cause) {
    throw faultOf(where, member, cause instanceof Error ? cause.message : String(cause), cause)
  }
  throw faultOf(where, member, 'it is none of the policies of gatehouse/access')
}

/** The limits that an operation says. @throws ContractError when what it says are none */
export function writtenLimits(operation: Members, where: Where): RouteLimits | undefined {
  const written = operation[LIMITS_MEMBER]
  if (written === undefined) return undefined
  const parsed = limitsSchema.safeParse(written)
  if (parsed.success) return parsed.data
  throw new ContractError(
    `${where.toString()} has an ${LIMITS_MEMBER} that can't be held: let \`gatehouse contract\` write the document anew`,
  )
}

/** What an operation says about its tool. @throws ContractError when it says nothing that a tool can be */
export function writtenTool(operation: Members, where: Where): boolean | ToolOptions | undefined {
  const { [TOOL_MEMBER]: written } = operation
  const faults = checkToolOptions(written, where.toString())
  if (faults.length > 0) throw new ContractError(faults)
  return written as boolean | ToolOptions | undefined
}

function faultOf(where: Where, member: string, reason: string, cause?: unknown): ContractError {
  const remedy =
    member === ACCESS_MEMBER
      ? 'write a policy such as {"kind":"scopes","all":["read:reports"]}'
      : 'let `gatehouse contract` write the document anew'
  return new ContractError(`${where.toString()} has an ${member} that can't be one (${reason}): ${remedy}`, { cause })
}

// By the functions that a contract calls, which refuse what no token could satisfy, and what any would.
function rebuilt(policy: Policy): Policy {
  switch (policy.kind) {
    case 'scopes':
      return scopes(...named(policy.all))
    case 'anyScope':
      return anyScope(...named(policy.any))
    case 'permissions':
      return permissions(...named(policy.all))
    case 'anyPermission':
      return anyPermission(...named(policy.any))
    case 'organization':
      return organization(...policy.any)
    case 'recentLogin':
      return recentLogin(policy.withinSeconds)
    case 'mfa':
      return mfa(policy.withinSeconds)
    case 'actor':
      return actor(...policy.any)
    case 'directly':
      return directly()
    case 'agent':
      return agent()
    case 'claim':
      return claim(policy.name, policy.test)
    case 'and':
      return and(...parts(policy.policies))
    case 'or':
      return or(...parts(policy.policies))
    case 'user':
      return user()
    case 'machine':
      return machine()
    case 'signedBy':
      return signedBy(policy.secret, policy.scheme)
    case 'emailRequired':
      return emailRequired()
    case 'anyone':
    case 'guest':
    case 'signedIn':
      return { kind: policy.kind }
    default:
      return policy satisfies never
  }
}

function parts(policies: readonly Policy[]): [Policy, Policy, ...Policy[]] {
  const [first, second, ...others] = policies.map(rebuilt)
  if (first === undefined || second === undefined) throw new TypeError('it joins less than two policies')
  return [first, second, ...others]
}

function named([first, ...others]: readonly string[]): [string, ...string[]] {
  if (first === undefined) throw new TypeError('it names no scope or permission')
  return [first, ...others]
}
