// Runs wrangler for a deploy: without a question, and its output kept for the case that it fails.
import { runWrangler } from '../../project/wrangler.ts'

/** Runs wrangler and gives what it prints. @throws Error with its output when it fails */
export type Wrangler = (args: readonly string[]) => Promise<string>

/**
 * A wrangler that asks nothing: where there are two ways it takes the one that goes on.
 *
 * @param more variables of its environment, as the account
 * @param conceal removes the secrets from its output
 */
export function quietWrangler(more: Readonly<Record<string, string>>, conceal: (text: string) => string): Wrangler {
  return async (args) => {
    try {
      return await runWrangler(args, { CONTRACTS_ARE_FRESH: 'yes', ...more })
    } catch (error) {
      // Its cause would show what is concealed.
      // eslint-disable-next-line preserve-caught-error
      throw new Error(conceal(error instanceof Error ? error.message : String(error)))
    }
  }
}
