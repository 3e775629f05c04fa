// Runs the installed wrangler: with Node itself, so that it starts on every platform and with the Node that runs this process.
import { type ChildProcess, spawn, spawnSync, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { env, execPath, platform } from 'node:process'

const MANIFEST = createRequire(import.meta.url).resolve('wrangler/package.json')
const WRANGLER = join(dirname(MANIFEST), 'bin/wrangler.js')

/** In development nothing is sent to another machine, unless .dev.vars names a tenant elsewhere. */
const LOCAL = { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' }

/** The version of the wrangler that is used. */
export function wranglerVersion(): string {
  return (JSON.parse(readFileSync(MANIFEST, 'utf8')) as { version: string }).version
}

/** Starts wrangler. @param more variables of its environment */
export function startWrangler(
  args: readonly string[],
  stdio: StdioOptions,
  more: Readonly<Record<string, string>> = {},
  timeoutMillis?: number,
): ChildProcess {
  return spawn(execPath, [WRANGLER, ...args], { stdio, env: { ...env, ...LOCAL, ...more }, timeout: timeoutMillis })
}

/** Ends a wrangler process and the runtime that it has started. */
export function endProcess(child: ChildProcess): void {
  // Windows has no signals: a process that is killed there leaves its child processes running.
  if (platform === 'win32') spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' })
  else child.kill('SIGTERM')
}

/** Runs wrangler to its end, without prompts. @param input what it reads from standard input @param timeoutMillis when it is ended @throws Error with its output when it fails */
export async function runWrangler(
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
  input?: string,
  timeoutMillis?: number,
): Promise<string> {
  const stdin = input === undefined ? 'ignore' : 'pipe'
  const child = startWrangler(args, [stdin, 'pipe', 'pipe'], { CI: 'true', NO_COLOR: '1', ...more }, timeoutMillis)
  // Wrangler may end before it has read: that shows in its exit code.
  child.stdin?.on('error', () => undefined).end(input)
  const printed: string[] = []
  const errors: string[] = []
  child.stdout?.setEncoding('utf8').on('data', (text: string) => printed.push(text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code === 0) return printed.join('')
  throw new Error(`wrangler ${args.join(' ')} failed\n${[...printed, ...errors].join('').trim()}`)
}
