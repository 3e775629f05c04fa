// Decides what in a tenant is ours. The API is ours by its identifier; everything else has a mark of the project, which is all that a
// command may change without being told and delete when it is told to.

/** The key of the mark in the metadata of an application. Its value is the project and the purpose. */
export const APPLICATION_MARK = 'gatehouse'
/** The key of the origins that we have given to an application: of its addresses, only those below them are ours. */
export const ORIGINS_MARK = 'gatehouse_origins'

/** Auth0's longest value of metadata. */
const METADATA_MAX_CHARACTERS = 255

/** The purposes of applications. */
export type Purpose = 'pages' | 'login' | 'machine' | 'exchange'

/** The mark of an application. */
export function markOf(project: string, purpose: Purpose): string {
  return `${project}:${purpose}`
}

/** The origins as metadata. Those that do not fit are left out, so that their addresses count as a person's and are never deleted. */
export function originsMark(origins: readonly string[]): string {
  return origins.reduce((text, origin) => {
    const longer = text === '' ? origin : `${text} ${origin}`
    return longer.length <= METADATA_MAX_CHARACTERS ? longer : text
  }, '')
}

/** The description of a role, with the mark behind it. */
export function markedDescription(project: string, description: string): string {
  return `${description} ${roleMark(project)}`.trim()
}

/** Returns whether a role has the mark. */
export function isMarkedRole(project: string, description: string | undefined): boolean {
  return description?.endsWith(roleMark(project)) === true
}

function roleMark(project: string): string {
  return `[gatehouse:${project}]`
}

/** The name of our Action, and of our event stream. */
export function markedName(project: string, what: 'claims' | 'step-up' | 'events'): string {
  return `gatehouse-${project}-${what}`
}
