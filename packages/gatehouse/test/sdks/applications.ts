// Starts other people's clients of Auth0, each in a process of its own, as they come. They are packages of this folder alone:
// the first test run installs them, so that `npm ci` of the project stays small.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { env, execPath } from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The folder of the applications and their packages. */
export const FOLDER = fileURLToPath(new URL('.', import.meta.url)).slice(0, -1)

/** Where an application finds the tenant and the gateway. */
export interface Places {
  readonly tenant: string
  readonly gateway: string
  readonly audience: string
}

/** A running application. */
export interface Application {
  readonly origin: string
  use(places: Places): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts an application.
 *
 * @param certificatePath the certificate of the tenant, which the application is told to trust
 */
export async function startApplication(
  command: string,
  args: readonly string[],
  certificatePath: string,
): Promise<Application> {
  const child = spawn(command, args, {
    cwd: `${FOLDER}/apps`,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: env['PATH'],
      NODE_ENV: 'development',
      NEXT_TELEMETRY_DISABLED: '1',
      NODE_EXTRA_CA_CERTS: certificatePath,
      SSL_CERT_FILE: certificatePath,
    },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async () => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`${command} ${args.join(' ')} ended`)
    return value
  }
  return {
    origin: await nextLine(),
    use: async (places) => {
      child.stdin.write(`${JSON.stringify(places)}\n`)
      await nextLine()
    },
    stop: () => end(child),
  }
}

/** Starts an application that Node runs. */
export function startNodeApplication(args: readonly string[], certificatePath: string): Promise<Application> {
  return startApplication(execPath, args, certificatePath)
}

// The application ends with its input, so it ends with this process.
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.stdin?.end()
  await once(child, 'exit')
}
