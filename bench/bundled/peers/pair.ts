// A gateway and a service on Hono, with the same middleware in front of both.
import { Hono, type MiddlewareHandler } from 'hono'
import { ANSWER, PATH } from '../../answer.ts'
import type { PeerBindings } from './bindings.ts'

/** A middleware over the bindings of a pair. */
export type Check = MiddlewareHandler<{ Bindings: PeerBindings }>

/** The gateway: checks and hands the request on as it came. */
export function gateway(check: Check): Hono<{ Bindings: PeerBindings }> {
  return new Hono<{ Bindings: PeerBindings }>().use(check).get(PATH, (c) => c.env.SERVICE.fetch(c.req.raw))
}

/** The service: checks again and answers. */
export function service(check: Check): Hono<{ Bindings: PeerBindings }> {
  return new Hono<{ Bindings: PeerBindings }>().use(check).get(PATH, (c) => c.json(ANSWER))
}
