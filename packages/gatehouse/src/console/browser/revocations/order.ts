// Makes the order for a revocation from what the form has, and says a revocation in words. Pure.

/** A revocation as the gateway lists it. Times are in seconds since the epoch. */
export interface Revocation {
  /** What it names, as an order has it. */
  readonly target: {
    readonly subject?: string
    readonly client?: string
    readonly session?: string
    readonly organization?: string
    readonly member?: { readonly organization: string; readonly subject: string }
    readonly all?: true
  }
  readonly issuedBefore: number
  readonly endsAt: number
  /** Where it comes from. */
  readonly source: string
}

/** What a reader has entered. */
interface Entries {
  readonly kind: string
  readonly name: string
  readonly organization: string
  readonly isSure: boolean
}

/** The label of the field for a name, by what is revoked. */
export const NAME_LABELS: Readonly<Record<string, string>> = {
  subject: 'User or machine, the sub of the token',
  client: 'Application, its client id',
  session: 'Session, its sid',
  organization: 'Organization, its org_id',
  member: 'User, the sub of the token',
}

/** Returns the order; a sentence when something is missing. */
export function orderOf({ kind, name, organization, isSure }: Entries): object | string {
  const [named, of] = [name.trim(), organization.trim()]
  if (kind === 'all') return isSure ? { all: true } : 'Say that you mean everyone.'
  if (named === '' || (kind === 'member' && of === '')) return 'Say whose tokens are revoked.'
  return kind === 'member' ? { member: { organization: of, subject: named } } : { [kind]: named }
}

/** Says what a revocation names. */
export function titleOf({ target }: Revocation): string {
  const { subject, client, session, organization, member } = target
  if (member !== undefined) return `member ${member.subject} of ${member.organization}`
  if (subject !== undefined) return `user ${subject}`
  if (client !== undefined) return `application ${client}`
  if (session !== undefined) return `session ${session}`
  return organization === undefined ? 'everyone' : `organization ${organization}`
}
