// Speaks to the search domain through the gateway, as its clients do.
import { bearer, type System } from 'gatehouse/testing'
import { useSystem } from 'gatehouse/testing'
import { searchResultsSchema } from '../../contract.ts'

let system: () => System

/** Starts the system before the file's tests. */
export function useClients(): void {
  system = useSystem()
}

/** A token with this scope. */
export async function tokenFor(scope: string, machine = false): Promise<string> {
  return await system().token({ user: 'admin', machine, scope })
}

/** What lies under /search/documents. */
export async function read(path: string, token: string | null) {
  return await system().fetch(`/search/documents${path}`, token === null ? {} : { headers: bearer(token) })
}

/** Asks without a token, as anybody may. */
export async function ask(query: string) {
  return await system().fetch(`/search?${query}`)
}

/** What a query finds. */
export async function find(text: string, limit = 10) {
  const response = await ask(`q=${encodeURIComponent(text)}&limit=${limit}`)
  return searchResultsSchema.parse(await response.json()).results
}

/** The ids of what a query finds. */
export async function findIds(text: string): Promise<string[]> {
  return (await find(text)).map((result) => result.id)
}

export async function put(id: string, body: unknown, token: string | null) {
  return await system().fetch(`/search/documents/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...(token !== null && bearer(token)) },
    body: JSON.stringify(body),
  })
}

export async function remove(id: string, token: string | null) {
  return await system().fetch(`/search/documents/${id}`, {
    method: 'DELETE',
    headers: token === null ? {} : bearer(token),
  })
}
