// Twenty gateways that share one Durable Object, and what the tests of revocations and figures ask of them.
import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import { bearer, startSystem, type System } from '../../src/testing/system.ts'

/** How many gateways there are. */
export const ISOLATES = 20
/** How often each of them asks, so that a revocation reaches every one of them within two seconds. */
export const SYNC_SECONDS = 1

const NAMES = Array.from({ length: ISOLATES }, (_, index) => (index === 0 ? 'gatehouse' : `gatehouse-${index + 1}`))
/** What the gateway promises. */
const PROMISED_MILLIS = 10_000
const ROUND_MILLIS = 300

type Headers = Readonly<Record<string, string>>
/** The code of a problem, or the status of another answer. */
type Answer = string | number

/** The gateways, and a person who may revoke tokens. */
export class Isolates {
  readonly system: System
  /** The token of a person who may revoke tokens and see figures. */
  operator: string

  constructor(system: System, operator: string) {
    this.system = system
    this.operator = operator
  }

  static async start(): Promise<Isolates> {
    const vars = { GATEHOUSE_SYNC_SECONDS: String(SYNC_SECONDS) }
    const isolates = new Isolates(await startSystem({ isolates: ISOLATES, vars }), '')
    await isolates.renewOperator()
    return isolates
  }

  async renewOperator(): Promise<void> {
    const claims = { permissions: ['write:revocations', 'read:status'] }
    this.operator = await this.system.mint({ user: 'admin@example.com', claims })
  }

  async minted(claims: object): Promise<string> {
    return await this.system.mint({ user: 'reader@example.com', claims })
  }

  async ask(name: string, path: string, headers: Headers) {
    return await this.system.harness.getWorker(name).fetch(`http://localhost:6060${path}`, { headers })
  }

  /** What each isolate answers. */
  async everywhere(headers: Headers, path = '/me'): Promise<Answer[]> {
    return await Promise.all(
      NAMES.map(async (name) => {
        const answer = await this.ask(name, path, headers)
        const text = await answer.text()
        return answer.status < 400 ? answer.status : (/"code":"(\w+)"/.exec(text)?.[1] ?? answer.status)
      }),
    )
  }

  /** Asks until every isolate gives one of these answers, for ten seconds at most. */
  async holdsEverywhere(headers: Headers, ...expected: Answer[]): Promise<void> {
    const end = Date.now() + PROMISED_MILLIS
    for (;;) {
      const others = (await this.everywhere(headers)).filter((answer) => !expected.includes(answer))
      if (others.length === 0 || Date.now() > end) return expect(others).toEqual([])
      await betweenRounds()
    }
  }

  async order(body: object, token = this.operator) {
    return await this.system.fetch('/admin/revocations', {
      method: 'POST',
      headers: { ...bearer(token), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }
}

/** The pause between two rounds: without it a fast machine meets the limit on the calls of one user. */
export async function betweenRounds(): Promise<void> {
  await setTimeout(ROUND_MILLIS)
}

/** The same answer of each isolate. */
export function all(answer: Answer): Answer[] {
  return NAMES.map(() => answer)
}
