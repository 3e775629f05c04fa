// Runs wrangler for a deploy: without a question, and its output kept for the case that it fails.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs wrangler and gives what it prints. @throws Error with its output when it fails */
export type Wrangler = (args: readonly string[]) => Promise<string>

/**
 * A wrangler that asks nothing: where there are two ways it takes the one that goes on.
 *
 * @param more variables of its environment, as the account
 * @param conceal takes out of its output what nobody may read
 */
export function quietWrangler(more: Readonly<Record<string, string>>, conceal: (text: string) => string): Wrangler {
  return async (args) => {
    const child = spawn('wrangler', args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        CI: 'true',
        NO_COLOR: '1',
        WRANGLER_SEND_METRICS: 'false',
        CONTRACTS_ARE_FRESH: 'yes',
        ...more,
      },
    })
    const printed: string[] = []
    const errors: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => printed.push(text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
    const [code] = (await once(child, 'close')) as [number | null]
    if (code === 0) return printed.join('')
    throw new Error(conceal(`wrangler ${args.join(' ')} failed\n${[...printed, ...errors].join('').trim()}`))
  }
}
