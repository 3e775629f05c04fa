// Implements /api/v2/event-streams of the Management API.
import { randomId } from '../random.ts'
import { type ManagedEventStream, newStream, streamChanges } from './entities.ts'
import { findItem, withItem, withoutItem } from './items.ts'
import { checkpointOf, type ManagementAnswer, type ManagementRequest, readBody, refuseOnFreePlan } from './request.ts'
import { changeManaged, type KeyValueStore, readManaged } from './store.ts'

export function listStreams(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  refuseOnFreePlan(request, 'Event Streams')
  return checkpointOf(request, 'eventStreams', readManaged(store, 'streams').map(describeStream))
}

// Its token is never shown again.
function describeStream({ destination, ...stream }: ManagedEventStream) {
  const { webhook_endpoint } = destination.configuration
  const configuration = { webhook_endpoint, webhook_authorization: { method: 'bearer' } }
  return { ...stream, status: 'enabled', destination: { type: 'webhook', configuration } }
}

export function createStream(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  refuseOnFreePlan(request, 'Event Streams')
  const stream = { ...readBody(request, newStream), id: `est_${randomId(12)}` }
  changeManaged(store, 'streams', (streams) => [...streams, stream])
  return { status: 201, body: describeStream(stream) }
}

export function changeStream(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const stream = { ...findStream(store, request), ...readBody(request, streamChanges) }
  changeManaged(store, 'streams', (streams) => withItem(streams, stream))
  return { status: 200, body: describeStream(stream) }
}

export function deleteStream(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const { id } = findStream(store, request)
  changeManaged(store, 'streams', (streams) => withoutItem(streams, id))
  return { status: 204 }
}

function findStream(store: KeyValueStore, { path: [, id] }: ManagementRequest): ManagedEventStream {
  return findItem(readManaged(store, 'streams'), id, 'event_stream')
}
