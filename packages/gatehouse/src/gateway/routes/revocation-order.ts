// Reads what a request for /admin/revocations asks for: exactly one thing that a revocation can name, and whether it is taken back.
import { type InvalidField, isRecord, memberName, type RevocationTarget } from '../../access/index.ts'
import { checkBodyHeaders } from '../../http/request-body.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { readText } from '../edge/body-text.ts'

/** Larger than any order. */
const ORDER_MAX_BYTES = 4 * 1024
/** The longest name of a person (OpenID Connect Core §2). */
const NAME_MAX_CHARACTERS = 255

const JSON_BODY = { required: true, mediaTypes: ['application/json'] } as const
const NAMES = ['subject', 'client', 'session', 'organization'] as const
const TARGETS = [...NAMES, 'member', 'all'] as const
const MEMBERS: readonly string[] = [...TARGETS, 'undo']

/** The content of a request. */
export interface RequestedRevocation {
  readonly target: RevocationTarget
  readonly isUndone: boolean
}

/**
 * Reads the body of a request.
 *
 * @throws ProblemError `request_invalid` with everything that is wrong, `body_too_large`, or as {@link checkBodyHeaders}
 */
export async function readRevocation(request: Request): Promise<RequestedRevocation> {
  checkBodyHeaders(request, JSON_BODY)
  const body = parse(await readText(request, ORDER_MAX_BYTES))
  const wrong: InvalidField[] = []
  const report = (path: string, message: string): void => {
    wrong.push({ in: 'body', path, message })
  }
  for (const name of Object.keys(body))
    if (!MEMBERS.includes(name)) report(name, `is unknown: use one of ${MEMBERS.join(', ')}`)
  const given = TARGETS.filter((name) => Object.hasOwn(body, name))
  const [named] = given
  if (given.length !== 1) report('', `must have exactly one of ${TARGETS.join(', ')}`)
  const undo = body['undo'] ?? false
  if (typeof undo !== 'boolean') report('undo', 'is not of type boolean')
  const target = named === undefined ? null : targetOf(named, body[named], report)
  if (wrong.length > 0 || target === null) throw new ProblemError('request_invalid', { errors: wrong })
  return { target, isUndone: undo === true }
}

function targetOf(
  kind: (typeof TARGETS)[number],
  value: unknown,
  report: (path: string, message: string) => void,
): RevocationTarget | null {
  if (kind === 'all') {
    if (value !== true) report('all', 'must be true')
    return { kind, name: '' }
  }
  if (kind !== 'member') return { kind, name: nameIn(kind, value, report) }
  if (!isRecord(value)) {
    report('member', 'must have an organization and a subject')
    return null
  }
  for (const name of Object.keys(value))
    if (name !== 'organization' && name !== 'subject')
      report(`member.${name}`, 'is unknown: use one of organization, subject')
  const organization = nameIn('member.organization', value['organization'], report)
  return { kind, name: memberName(organization, nameIn('member.subject', value['subject'], report)) }
}

function nameIn(path: string, value: unknown, report: (path: string, message: string) => void): string {
  if (typeof value === 'string' && value !== '' && value.length <= NAME_MAX_CHARACTERS) return value
  report(path, `must be a text of 1 to ${NAME_MAX_CHARACTERS} characters`)
  return ''
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(text)
    if (isRecord(body)) return body
  } catch {
    // Refused below, as JSON that is no object is.
  }
  throw new ProblemError('request_invalid', { errors: [{ in: 'body', path: '', message: 'is no JSON object' }] })
}
