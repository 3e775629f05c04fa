// Stands between the gateway and what it leans on, and breaks it on order: a domain that throws before or after it has done its
// work, or hangs; a KV namespace that fails to read or write. What it does not break is the real one behind it.
import { WorkerEntrypoint } from 'cloudflare:workers'
import type { DomainMode, Modes } from './modes.ts'

interface ChaosEnv {
  readonly REAL_PAYMENTS: Fetcher
  readonly REAL_SEARCH: Fetcher
  readonly REAL_KEYS: KVNamespace
}

const modes: Modes = { payments: 'fine', search: 'fine', kv: 'fine' }

async function pass(mode: DomainMode, domain: Fetcher, request: Request): Promise<Response> {
  if (mode === 'crash before') throw new Error('crashed before its work')
  if (mode === 'hang') await new Promise(() => undefined)
  const answer = await domain.fetch(request)
  if (mode !== 'crash after') return answer
  await answer.arrayBuffer()
  throw new Error('crashed after its work')
}

/** In place of payments. */
export class Payments extends WorkerEntrypoint<ChaosEnv> {
  override fetch(request: Request): Promise<Response> {
    return pass(modes.payments, this.env.REAL_PAYMENTS, request)
  }
}

/** In place of search. */
export class Search extends WorkerEntrypoint<ChaosEnv> {
  override fetch(request: Request): Promise<Response> {
    return pass(modes.search, this.env.REAL_SEARCH, request)
  }
}

/** In place of the KV namespace, as far as the gateway uses it. */
export class Keys extends WorkerEntrypoint<ChaosEnv> {
  /** A value, or `null`. */
  async get(name: string): Promise<string | null> {
    if (modes.kv === 'no read' || modes.kv === 'neither') throw new Error('KV GET failed: 500')
    return await this.env.REAL_KEYS.get(name)
  }

  /** Writes a value. */
  async put(name: string, value: string, options?: KVNamespacePutOptions): Promise<void> {
    if (modes.kv === 'no write' || modes.kv === 'neither') throw new Error('KV PUT failed: 429')
    await this.env.REAL_KEYS.put(name, value, options)
  }
}

export default {
  /** Takes the modes to change, as JSON. */
  async fetch(request: Request): Promise<Response> {
    Object.assign(modes, await request.json())
    return Response.json(modes)
  },
}
