// Work that goes on after its answer: it is waited for before the process ends, and what fails in it is logged.
import { describeError, log } from '../../packages/gatehouse/src/http/log.ts'

const running = new Set<Promise<unknown>>()

/** Keeps work alive. */
export function keepAlive(work: Promise<unknown>): void {
  const logged = work.catch((cause: unknown) => log('error', 'background_failed', { cause: describeError(cause) }))
  running.add(logged)
  void logged.finally(() => running.delete(logged))
}

/** What a Worker gets as its execution context. */
export const CONTEXT = { waitUntil: keepAlive, passThroughOnException: (): void => undefined, props: {} }

/** Resolves when everything is done that was under way. */
export async function finished(): Promise<void> {
  await Promise.all(running)
}
