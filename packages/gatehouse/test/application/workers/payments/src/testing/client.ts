// Speaks to the payments domain through the gateway, as its clients do. Every person is a new one, so that no test
// sees the payments of another.
import { bearer, type System } from 'gatehouse/testing'
import { useSystem } from 'gatehouse/testing'
import { paymentPageSchema, paymentSchema } from '../../contract.ts'

let system: () => System

/** Starts the system before the file's tests. */
export function useClients(): void {
  system = useSystem()
}

export type Client = ReturnType<typeof clientWith>

/** Somebody with these scopes and permissions whom nobody has seen before. @param more other claims of theirs */
export async function person(scope: string, permissions: readonly string[] = [], more: object = {}): Promise<Client> {
  const claims = { sub: `auth0|${crypto.randomUUID()}`, permissions, ...more }
  return clientWith(await mint({ user: 'nobody@example.com', scope, claims }))
}

/** An application on its own behalf. */
export async function machine(scope: string, permissions: readonly string[]): Promise<Client> {
  return clientWith(await mint({ client: 'local-machine', scope, claims: { permissions } }))
}

/** Somebody without a token. */
export function passerBy(): Client {
  return clientWith(null)
}

async function mint(order: object): Promise<string> {
  const { token } = await system().control('POST', 'mint', order)
  if (typeof token !== 'string') throw new TypeError('the tenant minted no token')
  return token
}

function clientWith(token: string | null) {
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    await system().fetch(path, {
      method,
      headers: {
        ...(token !== null && bearer(token)),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  return {
    send,
    create: async (body: unknown, key?: string) =>
      await send('POST', '/payments', body, key === undefined ? {} : { 'idempotency-key': key }),
    /** Makes a payment that is sure to be made. */
    pay: async (amount: number) =>
      paymentSchema.parse(await (await send('POST', '/payments', { amount, currency: 'EUR' })).json()),
    page: async (query: string) => paymentPageSchema.parse(await (await send('GET', `/payments?${query}`)).json()),
    refund: async (id: string, body: unknown) => await send('POST', `/payments/${id}/refund`, body),
  }
}

/** The status and the code of a refusal. */
export async function refusalIn(response: { status: number; json(): Promise<unknown> }) {
  const problem = await response.json()
  const code = problem instanceof Object && 'code' in problem ? problem.code : undefined
  return { status: response.status, code }
}
