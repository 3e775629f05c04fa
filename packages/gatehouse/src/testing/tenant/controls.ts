// Implements /_tenant/*: the controls for a test or a demonstration. JSON in, JSON out; an unknown member is refused, so that a misspelt
// control is noticed.
import { Hono } from 'hono'
import * as z from 'zod'
import type { KeyRing } from './key-ring.ts'
import { logoutOrder, sendLogout } from './backchannel.ts'
import { eventOrder, sendEvent } from './events.ts'
import { mintOrder, mintToken } from './mint.ts'
import { type TenantBindings, type TenantRequest, findClient } from './tenant.ts'

const clientChanges = z.strictObject({
  callbacks: z.array(z.url()).default([]),
  logoutUrls: z.array(z.url()).default([]),
  webOrigins: z.array(z.url()).default([]),
  publicKeys: z.array(z.looseObject({ kty: z.string() })).default([]),
})

const settingsChanges = z.strictObject({
  profile: z.enum(['auth0', 'rfc9068']).exactOptional(),
  rbac: z.boolean().exactOptional(),
  accessTokenLifetimeSeconds: z.int().positive().exactOptional(),
  defaultAudience: z.string().exactOptional(),
  clockOffsetSeconds: z.int().exactOptional(),
  refreshLeewaySeconds: z.int().min(0).exactOptional(),
  resourceParameterProfile: z.enum(['audience', 'compatibility']).exactOptional(),
  confirmsLocalLogins: z.boolean().exactOptional(),
  managementPlan: z.enum(['enterprise', 'free']).exactOptional(),
  managementRequestsPerSecond: z.int().min(0).exactOptional(),
  eventsUrl: z.union([z.url(), z.literal('')]).exactOptional(),
  eventsToken: z.string().exactOptional(),
  blockedUserIds: z.array(z.string()).exactOptional(),
})

const faultOrder = z.strictObject({
  path: z.string().startsWith('/'),
  status: z.int().min(200).max(599).optional(),
  body: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
  contentType: z.string().optional(),
  delayMillis: z.int().min(0).default(0),
  redirectTo: z.string().optional(),
  times: z.int().positive().nullable().default(null),
})

const revocation = z.strictObject({ key: z.enum(['current', 'previous']) })

export const controls = new Hono<TenantBindings>()

controls.get('/keys', async (c) => c.json(describeKeys(await c.get('tenant').ledger.keyRing())))
controls.post('/keys/rotate', async (c) => c.json(describeKeys(await c.get('tenant').ledger.rotateKeys())))
controls.post('/keys/renew', async (c) => c.json(describeKeys(await c.get('tenant').ledger.renewKeys())))
controls.post('/keys/revoke', async (c) => {
  const { key } = await read(c, revocation)
  return c.json(describeKeys(await c.get('tenant').ledger.revokeKey(key)))
})

controls.post('/mint', async (c) => c.json({ token: await mintToken(c.get('tenant'), await read(c, mintOrder)) }))

controls.post('/backchannel-logout', async (c) => c.json(await sendLogout(c.get('tenant'), await read(c, logoutOrder))))

controls.post('/events', async (c) => c.json(await sendEvent(c.get('tenant'), await read(c, eventOrder))))

controls.get('/faults', async (c) => c.json(await c.get('tenant').ledger.faults()))
controls.post('/faults', async (c) => {
  const order = await read(c, faultOrder)
  await c.get('tenant').ledger.addFault({
    path: order.path,
    status: order.status,
    body: typeof order.body === 'object' ? JSON.stringify(order.body) : order.body,
    contentType: order.contentType ?? (typeof order.body === 'object' ? 'application/json' : undefined),
    delayMillis: order.delayMillis,
    redirectTo: order.redirectTo,
    times: order.times,
  })
  return c.json(await c.get('tenant').ledger.faults(), 201)
})
controls.delete('/faults', async (c) => {
  await c.get('tenant').ledger.clearFaults()
  return c.body(null, 204)
})

controls.get('/requests', async (c) => c.json(await c.get('tenant').ledger.requestCounts()))
controls.delete('/requests', async (c) => {
  await c.get('tenant').ledger.clearRequestCounts()
  return c.body(null, 204)
})

controls.patch('/clients/:id', async (c) => {
  const id = c.req.param('id')
  const tenant = c.get('tenant')
  const changes = await read(c, clientChanges)
  if ((await findClient(tenant, id)) === undefined) throw new RangeError(`unknown client: ${id}`)
  await tenant.ledger.addClientSettings(id, changes)
  const { secret: _, ...client } = (await findClient(tenant, id)) ?? { secret: '' }
  return c.json(client)
})

controls.get('/settings', (c) => c.json(c.get('tenant').settings))
controls.patch('/settings', async (c) => {
  return c.json(await c.get('tenant').ledger.changeSettings(await read(c, settingsChanges)))
})

controls.post('/empty', async (c) => {
  await c.get('tenant').ledger.empty()
  return c.body(null, 204)
})

controls.post('/reset', async (c) => {
  await c.get('tenant').ledger.reset()
  return c.body(null, 204)
})

controls.all('*', (c) => c.json({ error: 'not_found', error_description: 'There is no such control.' }, 404))

controls.onError((error, c) => {
  if (error instanceof z.ZodError) {
    return c.json({ error: 'invalid_request', error_description: z.prettifyError(error) }, 400)
  }
  if (error instanceof RangeError || error instanceof SyntaxError) {
    return c.json({ error: 'invalid_request', error_description: error.message }, 400)
  }
  throw error
})

async function read<T extends z.ZodType>(c: TenantRequest, schema: T): Promise<z.infer<T>> {
  return schema.parse(await c.req.json())
}

function describeKeys({ current, next, previous }: KeyRing) {
  return { current: current.kid, next: next.kid, previous: previous?.kid ?? null }
}
