// Simulates the memory of verified tokens in one isolate, which is the real one: how many requests find their token in it.
import { randomNumbers } from './random-numbers.ts'
import { TokenMemory, type VerifiedToken } from '../../packages/gatehouse/src/access/token-memory.ts'

/** How many users have a token and call at one time, in one location: every isolate there meets all of them. */
const USERS = [1_000, 5_000, 10_000, 33_000, 100_000] as const
const TOKEN_CHARACTERS = 850
/** Requests to an isolate for each user before anything is counted, and then again. */
const REQUESTS_PER_USER = 10

/** What share of the requests finds its token remembered. */
export interface Remembered {
  readonly users: number
  /** Each user calls as often as any other. */
  readonly evenly: number
  /** The n-th user calls n times less often than the first (Zipf's law, exponent 1). */
  readonly unevenly: number
}

/** Runs every number of users. The same on every machine. */
export function simulateTokenMemory(): Remembered[] {
  return USERS.map((users) => {
    const evenly = shareOf(users, (random) => Math.floor(random * users))
    // The inverse of the distribution: the logarithm stands for the sum of 1/n.
    const unevenly = shareOf(users, (random) => Math.min(users - 1, Math.floor((users + 1) ** random) - 1))
    return { users, evenly, unevenly }
  })
}

function shareOf(users: number, userOf: (random: number) => number): number {
  const memory = new TokenMemory()
  const random = randomNumbers()
  const run = (): number => {
    let hits = 0
    const requests = users * REQUESTS_PER_USER
    for (let request = 0; request < requests; request++) {
      const token = String(userOf(random())).padStart(TOKEN_CHARACTERS, '.')
      if (memory.recall(token, 0) !== undefined) hits++
      else memory.remember({ token, expiresAtMillis: 1 } as VerifiedToken)
    }
    return hits / requests
  }
  run()
  return run()
}
