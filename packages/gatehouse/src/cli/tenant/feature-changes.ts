// Compares what not every plan of Auth0 has: back-channel logout, the resource parameter, and event streams. Each is a step of its own, so
// that everything else is there without it.
import type { Management } from 'auth0'
import type { Current } from './current.ts'
import type { Desired } from './desired.ts'
import { type Changes, compareList, listDetails, NO_CHANGES, type Step } from './step.ts'

/** The changes of back-channel logout and of the resource parameter. */
export function featureChanges(
  { backchannelLogoutUrl: url, withResourceParameter }: Desired,
  { resourceParameterProfile }: Current,
  login: Management.Client | undefined,
): Changes {
  const steps: Step[] = []
  const logout = login?.oidc_logout
  const isSet = logout?.backchannel_logout_urls?.[0] === url && logout?.backchannel_logout_initiators?.mode === 'all'
  if (url !== null && !isSet)
    steps.push({
      sign: logout?.backchannel_logout_urls === undefined ? '+' : '~',
      title: 'back-channel logout of the application for login',
      details: [`+ backchannel_logout_urls: ${url}`, '+ backchannel_logout_initiators: all'],
      kind: 'set-backchannel-logout',
      url,
      optional:
        'Sessions end when their tokens do. Set auth0.backchannelLogout to false in gatehouse.config.ts to have it left out',
    })
  if (withResourceParameter && resourceParameterProfile !== 'compatibility')
    steps.push({
      sign: '~',
      title: 'resource parameter of the tenant',
      details: [`~ resource_parameter_profile: ${resourceParameterProfile ?? 'audience'} → compatibility`],
      kind: 'set-resource-parameter',
      optional:
        'Clients must send `audience`. Set auth0.resourceParameter to false in gatehouse.config.ts to have it left out',
    })
  return { steps, drift: [] }
}

/** The changes of the event stream. */
export function eventStreamChanges(
  { eventStream: wanted }: Desired,
  { eventStream: current }: Current,
  { prune }: { readonly prune: boolean },
): Changes {
  if (wanted === null) {
    if (current === null) return NO_CHANGES
    const title = `event stream ${current.name}`
    if (!prune)
      return { steps: [], drift: [{ title, detail: 'it is not in gatehouse.config.ts any more', isOurs: true }] }
    return { steps: [{ sign: '-', title, details: [], kind: 'delete-event-stream', id: current.id ?? '' }], drift: [] }
  }
  const title = `event stream ${wanted.name}`
  const optional = 'Set auth0.events in gatehouse.config.ts only for a tenant that has them'
  if (current === null) {
    const details = [`+ url: ${wanted.url}`, ...wanted.types.map((type) => `+ event: ${type}`)]
    return { steps: [{ sign: '+', title, details, kind: 'create-event-stream', ...wanted, optional }], drift: [] }
  }
  const has = (current.subscriptions ?? []).flatMap(({ event_type: type }) => type ?? [])
  const types = compareList(wanted.types, has, () => prune)
  const endpoint = current.destination?.configuration.webhook_endpoint
  const moved = endpoint === wanted.url ? [] : [`~ url: ${endpoint} → ${wanted.url}`]
  const details = [...moved, ...listDetails('event', types)]
  const step: Step = {
    sign: '~',
    title,
    details,
    kind: 'update-event-stream',
    id: current.id ?? '',
    url: moved.length > 0 ? wanted.url : null,
    types: types.next,
    optional,
  }
  return {
    steps: details.length === 0 ? [] : [step],
    drift: types.extra.map((type) => ({ title, detail: `it sends ${type} too`, isOurs: true })),
  }
}
