// Durable objects without Cloudflare: one of each name in this process, called by its methods, and one call at a time where the
// object asks for that.
import { isRecord } from '../../packages/gatehouse/src/access/index.ts'
import { describeError, log } from '../../packages/gatehouse/src/http/log.ts'
import { DurableStorage } from './durable-storage.ts'

/** The class of a durable object, as its Worker exports it. */
export type DurableClass = new (context: unknown, env: unknown) => object

interface Live {
  readonly object: object
  /** While the object blocks others, calls wait here. */
  blocked: Promise<unknown> | null
}

/** A namespace: the objects of one class by their names. An object that keeps nothing is forgotten after its alarm. */
export class DurableNamespace {
  readonly #make: DurableClass
  readonly #env: unknown
  readonly #live = new Map<string, Live>()

  constructor(make: DurableClass, env: unknown) {
    this.#make = make
    this.#env = env
  }

  idFromName(name: string): { readonly name: string } {
    return { name }
  }

  get({ name }: { readonly name: string }): object {
    return this.getByName(name)
  }

  /** How many objects there are. */
  get size(): number {
    return this.#live.size
  }

  /** A stub: whatever is called on it is called on the object, with copies of what goes in and out. */
  getByName(name: string): object {
    const call = (method: string, values: readonly unknown[]) => this.#call(name, method, values)
    return new Proxy(
      {},
      {
        get: (_target, method) =>
          // A stub is no promise, though whoever awaits it asks.
          typeof method !== 'string' || method === 'then'
            ? undefined
            : (...values: readonly unknown[]) => call(method, values),
      },
    )
  }

  async #call(name: string, method: string, values: readonly unknown[]): Promise<unknown> {
    const live = this.#open(name)
    while (live.blocked !== null) await live.blocked
    return structuredClone(await invoke(live.object, method, structuredClone(values)))
  }

  #open(name: string): Live {
    const known = this.#live.get(name)
    if (known !== undefined) return known
    const storage = new DurableStorage(async () => {
      await this.#call(name, 'alarm', []).catch((cause: unknown) =>
        log('error', 'alarm_failed', { cause: describeError(cause) }),
      )
      if (storage.isEmpty) this.#live.delete(name)
    })
    const blockConcurrencyWhile = async <Outcome>(work: () => Promise<Outcome>): Promise<Outcome> => {
      const done = work()
      const settled = done.catch(() => undefined)
      live.blocked = settled
      void settled.finally(() => {
        if (live.blocked === settled) live.blocked = null
      })
      return await done
    }
    const context = { storage, id: { name }, blockConcurrencyWhile }
    const live: Live = { object: new this.#make(context, this.#env), blocked: null }
    this.#live.set(name, live)
    return live
  }
}

/** Calls a method of an object that is known by name only. @throws TypeError when it has none */
export function invoke(object: object, method: string, values: readonly unknown[]): unknown {
  const found: unknown = isRecord(object) ? object[method] : undefined
  if (typeof found !== 'function') throw new TypeError(`there is no method ${method}`)
  return Reflect.apply(found, object, values)
}
