// Starts other people's clients of Auth0, each in a process of its own, as they come. They are packages of this folder alone:
// the first test run installs them, so that `npm ci` of the project stays small.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { env, execPath } from 'node:process'
import { createInterface } from 'node:readline'

const FOLDER = 'packages/gatehouse/test/sdks'
const LOCK = `${FOLDER}/package-lock.json`
/** Written by npm at the end of an installation. */
const INSTALLED = `${FOLDER}/node_modules/.package-lock.json`

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

/** Installs the packages that the lock names, unless they are there. */
export function installPackages(): void {
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(LOCK).mtimeMs) return
  // The optional ones are Next.js's compiler and image library, 200 MB that nothing here needs.
  const args = ['ci', '--prefix', FOLDER, '--ignore-scripts', '--omit=optional']
  const { status, stdout, stderr } = spawnSync('npm', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed: ${stdout}${stderr}`)
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
