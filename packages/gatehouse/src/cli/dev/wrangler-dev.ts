// One `wrangler dev` that runs several Workers, and can be ended and waited for.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { configPathOf } from '../../project/config-files.ts'
import { type CertificateFiles, httpsArguments } from './certificate.ts'
import { makeFilter } from './output.ts'
import type { ProjectWorker } from '../../project/workers.ts'
import { endProcess, startWrangler } from '../../project/wrangler.ts'

/** The folders of local KV, D1 and Durable Objects: that of gateway and domains, and the tenant's. */
export const STATE = '.wrangler/state'
export const TENANT_STATE = '.wrangler/tenant-state'

/** The folder of the certificate for a tenant with https. */
export const TENANT_HTTPS = '.wrangler/tenant-https'

/** The settings of a run. */
export interface WranglerDev {
  /** The first is the one on the port. */
  readonly workers: readonly ProjectWorker[]
  /** The configurations of further Workers. */
  readonly configs?: readonly string[]
  readonly port: number
  /** The folder of KV, D1 and Durable Objects. */
  readonly state: string
  /** Variables of the first Worker in place of those in its file. */
  readonly variables: Readonly<Record<string, string>>
  /** With it the first Worker speaks https. */
  readonly certificate?: CertificateFiles | null
  /** Whether lines of the log are printed as they are, and everything else on standard error. */
  readonly json?: boolean
  /** A file with certificates that the Workers trust besides the usual ones. */
  readonly trustedPath?: string | null
}

/** A running one. */
export interface RunningWrangler {
  /** Whether it has ended. */
  hasEnded(): boolean
  stop(): Promise<void>
  /** For the end of this process, which waits for nothing. */
  kill(): void
}

/** Starts it. @param ended is called when it ends by itself */
export function startDev(
  {
    workers,
    configs: further = [],
    port,
    state,
    variables,
    certificate = null,
    json = false,
    trustedPath = null,
  }: WranglerDev,
  ended: (code: number) => void,
): RunningWrangler {
  const paths = [...workers.map((worker) => configPathOf(worker, 'development')), ...further]
  const configs = paths.flatMap((path) => ['-c', path])
  const vars = Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  const options = ['--port', String(port), '--persist-to', state, '--inspector-port', '0']
  if (certificate !== null) options.push(...httpsArguments(certificate))
  const args = ['dev', ...configs, ...vars, ...options, '--show-interactive-dev-session=false']
  const child = startWrangler(args, ['ignore', 'pipe', 'pipe'], {
    // Its output is read line by line.
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    CONTRACTS_ARE_FRESH: 'yes',
    ...(trustedPath !== null && { NODE_EXTRA_CA_CERTS: trustedPath }),
  })
  for (const stream of [child.stdout, child.stderr]) if (stream !== null) printLines(stream, json)
  let isStopping = false
  const exited = once(child, 'exit')
  child.on('exit', (code) => {
    if (!isStopping) ended(code ?? 1)
  })
  const kill = (): void => {
    isStopping = true
    endProcess(child)
  }
  return {
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    kill,
    stop: async () => {
      kill()
      await exited
    },
  }
}

function printLines(stream: Readable, json: boolean): void {
  const filter = makeFilter(json)
  createInterface({ input: stream }).on('line', (line) => {
    const shown = filter(line)
    if (shown === null) return
    // Standard output is for the lines of the log alone, when they are for a program.
    if (json && !shown.isLog) console.error(shown.text)
    else console.log(shown.text)
  })
}
