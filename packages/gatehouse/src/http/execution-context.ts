// Finds the execution context of a request, where there is one.
import type { Context, ExecutionContext } from 'hono'

/** Returns it; `null` outside of Workers, as in a test that calls the application itself. */
export function executionContextOf(c: Pick<Context, 'executionCtx'>): ExecutionContext | null {
  try {
    return c.executionCtx
  } catch {
    return null
  }
}
