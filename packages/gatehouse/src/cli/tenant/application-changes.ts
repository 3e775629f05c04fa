// Compares the applications of a tenant with those that it must have.
import type { Management } from 'auth0'
import { CommandError } from '../command-error.ts'
import type { Current } from './current.ts'
import type { Desired } from './desired.ts'
import { APPLICATION_LISTS, type DesiredApplication } from './desired-applications.ts'
import { APPLICATION_MARK, markOf, originsMark, ORIGINS_MARK, type Purpose } from './ownership.ts'
import { allChanges, type Changes, compareList, type Drift, listDetails, type ListChange, type Step } from './step.ts'

/** The ids that the variables of the project have; `null` for none. */
export interface KnownApplications {
  /** `AUTH0_CLIENT_ID` */
  readonly clientId: string | null
  /** `AUTH0_PAGES_CLIENT_ID` */
  readonly pagesClientId: string | null
  /** `AUTH0_EXCHANGE_CLIENT_ID` */
  readonly exchangeClientId: string | null
}

/** The applications that are there, by their purpose. */
export type FoundApplications = Readonly<Partial<Record<Purpose, Management.Client>>>

const PURPOSES: readonly Purpose[] = ['pages', 'login', 'machine', 'exchange']

/**
 * Finds the application of each purpose: the one that the variables name, or the one with our mark.
 *
 * @throws CommandError when a variable names an application with the mark of another project
 */
export function findApplications(
  { project }: Desired,
  { clients }: Current,
  known: KnownApplications,
): FoundApplications {
  const named = namedApplications(clients, known)
  return Object.fromEntries(
    PURPOSES.flatMap((purpose) => {
      const client = named[purpose] ?? clients.find((one) => markIn(one) === markOf(project, purpose))
      if (client === undefined) return []
      const mark = markIn(client)
      if (mark !== undefined && mark !== markOf(project, purpose))
        throw new CommandError(
          `the application ${client.client_id} is marked as ${mark}, and this project would make it ${markOf(project, purpose)}: correct AUTH0_CLIENT_ID, AUTH0_PAGES_CLIENT_ID and AUTH0_EXCHANGE_CLIENT_ID, or leave them out`,
        )
      return [[purpose, client] as const]
    }),
  )
}

function namedApplications(
  clients: readonly Management.Client[],
  { clientId, pagesClientId, exchangeClientId }: KnownApplications,
): FoundApplications {
  const find = (id: string | null) => (id === null ? undefined : clients.find(({ client_id }) => client_id === id))
  const main = find(clientId)
  const pages = find(pagesClientId)
  const exchange = find(exchangeClientId)
  // One application alone may be for the pages or for login: a page cannot keep a secret.
  const isForPages = main?.token_endpoint_auth_method === 'none' || main?.app_type === 'spa'
  const login = isForPages || main === pages ? undefined : main
  return {
    ...(pages !== undefined && { pages }),
    ...(pages === undefined && isForPages && { pages: main }),
    ...(login !== undefined && { login }),
    ...(exchange !== undefined && { exchange }),
  }
}

function markIn(client: Management.Client): string | undefined {
  return textIn(client, APPLICATION_MARK) || undefined
}

function textIn({ client_metadata: metadata }: Management.Client, key: string): string {
  const value: unknown = metadata?.[key]
  return typeof value === 'string' ? value : ''
}

/** The changes of applications. */
export function applicationChanges(
  desired: Desired,
  { clients }: Current,
  { prune, applications }: { readonly prune: boolean; readonly applications: FoundApplications },
): Changes {
  const wanted = new Set(desired.applications.map(({ purpose }) => purpose))
  const marks = new Map(PURPOSES.map((purpose) => [markOf(desired.project, purpose), purpose]))
  const unwanted = clients.filter((client) => {
    const purpose = marks.get(markIn(client) ?? '')
    return purpose !== undefined && !wanted.has(purpose)
  })
  const gone: Changes = {
    steps: prune
      ? unwanted.map((client): Step => ({
          sign: '-',
          title: titleOf(client),
          details: [],
          kind: 'delete-application',
          id: client.client_id ?? '',
        }))
      : [],
    drift: prune
      ? []
      : unwanted.map((client) => ({
          title: titleOf(client),
          detail: 'gatehouse.config.ts asks for no such application any more',
          isOurs: true,
        })),
  }
  return allChanges([
    ...desired.applications.map((application) => changesOf(application, applications[application.purpose], prune)),
    gone,
  ])
}

function titleOf({ name, client_id: id }: Management.Client): string {
  return `application ${name} (${id})`
}

function changesOf(wanted: DesiredApplication, current: Management.Client | undefined, prune: boolean): Changes {
  return current === undefined ? { steps: [creation(wanted)], drift: [] } : compare(wanted, current, prune)
}

const ON_BEHALF = 'on_behalf_of_token_exchange'
const EXCHANGE: Management.ClientTokenExchangeConfiguration = { allow_any_profile_of_type: [ON_BEHALF] }

const SKIP_CONFIRMATION = 'skip_non_verifiable_callback_uri_confirmation_prompt'

function creation(application: DesiredApplication): Step {
  const { purpose, name, lists, refresh_token, metadata, skipsLocalConfirmation, linkedApi, ...settings } = application
  const given = Object.entries(lists).filter(([, list]) => list.length > 0)
  return {
    sign: '+',
    title: `application ${name}`,
    details: [
      ...Object.entries(settings).map(([key, value]) => `+ ${key}: ${value}`),
      ...(skipsLocalConfirmation ? [`+ ${SKIP_CONFIRMATION}: true`] : []),
      ...(linkedApi === null ? [] : [`+ resource_server_identifier: ${linkedApi}`, `+ token_exchange: ${ON_BEHALF}`]),
      ...given.flatMap(([key, list]) => list.map((one) => `+ ${key}: ${one}`)),
      ...Object.entries(refresh_token ?? {}).map(([key, value]) => `+ refresh_token.${key}: ${value}`),
    ],
    kind: 'create-application',
    purpose,
    body: {
      name,
      ...settings,
      oidc_conformant: true,
      ...(skipsLocalConfirmation && { [SKIP_CONFIRMATION]: true }),
      ...(Object.fromEntries(given) as Partial<Record<keyof typeof lists, string[]>>),
      ...(refresh_token !== null && { refresh_token }),
      ...(linkedApi !== null && { resource_server_identifier: linkedApi, token_exchange: EXCHANGE }),
      client_metadata: { ...metadata },
    },
  }
}

function compare(wanted: DesiredApplication, current: Management.Client, prune: boolean): Changes {
  const title = `application ${current.name ?? wanted.name} (${current.client_id})`
  const recorded = textIn(current, ORIGINS_MARK)
    .split(' ')
    .filter((origin) => origin !== '')
  // Only below an origin that we gave it is an address ours.
  const isOurs = (url: string): boolean => recorded.includes(URL.parse(url)?.origin ?? '')
  // Auth0 decides what is in the lists of an API's client.
  const compared = wanted.linkedApi === null ? APPLICATION_LISTS : []
  const lists = compared.map((name) => {
    const removes = (extra: string): boolean => prune && name !== 'grant_types' && isOurs(extra)
    return [name, compareList(wanted.lists[name], current[name] ?? [], removes)] as const
  })
  const settings = (['app_type', 'token_endpoint_auth_method'] as const).filter(
    (name) => current[name] !== wanted[name],
  )
  const skips = wanted.skipsLocalConfirmation && current[SKIP_CONFIRMATION] !== true
  const exchanges =
    wanted.linkedApi !== null && current.token_exchange?.allow_any_profile_of_type?.includes(ON_BEHALF) !== true
  const { refresh_token: rotation } = wanted
  const rotationKeys = Object.keys(rotation ?? {}) as (keyof NonNullable<typeof rotation>)[]
  const rotated = rotationKeys.filter((key) => current.refresh_token?.[key] !== rotation?.[key])
  const metadata = metadataOf(wanted, recorded, prune)
  const marked = Object.entries(metadata).filter(([key, value]) => current.client_metadata?.[key] !== value)
  const details = [
    ...(current.client_metadata?.[APPLICATION_MARK] === undefined
      ? ['+ it is taken over: a variable of the project names it']
      : []),
    ...settings.map((name) => `~ ${name}: ${current[name] ?? 'nothing'} → ${wanted[name]}`),
    ...(skips ? [`~ ${SKIP_CONFIRMATION}: ${current[SKIP_CONFIRMATION] ?? 'nothing'} → true`] : []),
    ...(exchanges ? [`+ token_exchange: ${ON_BEHALF}`] : []),
    ...lists.flatMap(([name, change]) => listDetails(name, change)),
    ...rotated.map(
      (key) => `~ refresh_token.${key}: ${current.refresh_token?.[key] ?? 'nothing'} → ${rotation?.[key]}`,
    ),
    ...marked.map(([key, value]) => `~ client_metadata.${key}: ${value}`),
  ]
  const body: Management.UpdateClientRequestContent = {
    ...Object.fromEntries(settings.map((name) => [name, wanted[name]])),
    ...(skips && { [SKIP_CONFIRMATION]: true }),
    ...(exchanges && { token_exchange: EXCHANGE }),
    ...Object.fromEntries(lists.flatMap(([name, change]) => (isChanged(change) ? [[name, change.next]] : []))),
    ...(rotated.length > 0 && rotation !== null && { refresh_token: { ...current.refresh_token, ...rotation } }),
    ...(marked.length > 0 && { client_metadata: Object.fromEntries(marked) }),
  }
  const step: Step = {
    sign: '~',
    title,
    details,
    kind: 'update-application',
    purpose: wanted.purpose,
    id: current.client_id ?? '',
    body,
  }
  return {
    steps: details.length === 0 ? [] : [step],
    drift: [
      ...linkDrift(title, wanted, current),
      ...lists.flatMap(([name, { extra }]) =>
        extra.map((one): Drift => ({
          title,
          detail: `${name} has ${one} too`,
          isOurs: name !== 'grant_types' && isOurs(one),
        })),
      ),
    ],
  }
}

// Auth0 links an application to its API once.
function linkDrift(title: string, { linkedApi }: DesiredApplication, current: Management.Client): Drift[] {
  const { resource_server_identifier: linked = 'no API' } = current
  if (linkedApi === null || linked === linkedApi) return []
  const detail = `it is the client of ${linked}, and only one of ${linkedApi} exchanges its tokens: delete it, and apply again`
  return [{ title, detail, isOurs: false }]
}

function isChanged({ added, removed }: ListChange): boolean {
  return added.length > 0 || removed.length > 0
}

// Origins of before stay recorded until their addresses are pruned.
function metadataOf({ metadata }: DesiredApplication, recorded: readonly string[], prune: boolean) {
  const { [ORIGINS_MARK]: origins } = metadata
  if (origins === undefined || prune) return metadata
  return { ...metadata, [ORIGINS_MARK]: originsMark([...new Set([...recorded, ...origins.split(' ')])]) }
}
