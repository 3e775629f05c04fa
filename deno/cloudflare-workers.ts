// Stands in for `cloudflare:workers` (deno.json maps it here): the classes that Workers extend, and the environment of the gateway.
import type { Background } from '../packages/gatehouse/src/access/index.ts'
import { keepAlive } from './platform/background.ts'

/** The gateway's bindings. They are put here before its module is loaded, because it reads them as it is. */
export const env: Record<string, unknown> = {}

/** Keeps work alive after the answer. */
export const waitUntil: Background['waitUntil'] = keepAlive

/** An entrypoint that other Workers call by its methods. */
export class WorkerEntrypoint {
  readonly ctx: unknown
  readonly env: unknown

  constructor(ctx: unknown, env: unknown) {
    this.ctx = ctx
    this.env = env
  }
}

/** An object that there is one of in the world: here, in this process. */
export class DurableObject {
  readonly ctx: unknown
  readonly env: unknown

  constructor(ctx: unknown, env: unknown) {
    this.ctx = ctx
    this.env = env
  }
}
