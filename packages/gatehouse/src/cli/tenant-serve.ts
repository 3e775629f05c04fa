// Serves the local tenant by itself: a stand-in of Auth0 for a project of any kind, whose folder needs nothing of ours.
import { exit } from 'node:process'
import { DEFAULT_AUDIENCE } from '../config/defaults.ts'
import type { TenantConfig } from '../config/project-config.ts'
import { readProjectSettings } from '../project/project-settings.ts'
import { configureTenant } from '../project/standalone-tenant.ts'
import { CommandError } from './command-error.ts'
import { type CertificateFiles, ensureCertificate, howToTrust, trustCertificate } from './dev/certificate.ts'
import { portOf } from './dev/options.ts'
import { listenerOn } from './dev/port.ts'
import { startDev, TENANT_HTTPS, TENANT_STATE } from './dev/wrangler-dev.ts'

const POLL_MILLIS = 250
const USUAL_USERS = [
  ['Users', 'admin@example.com has every permission, reader@example.com those that begin with "read:",'],
  ['', 'nobody@example.com none; each has the password "password"'],
] as const

/** Options of the command. */
export interface ServeOptions {
  readonly port: string
  readonly https?: boolean
  readonly audience?: string
  readonly permissions?: readonly string[]
  readonly callback?: readonly string[]
}

/** Serves it until it is ended. @throws CommandError for a port that is not available, or an invalid address */
export async function serveTenant(options: ServeOptions): Promise<void> {
  const { audience, permissions, callback = [] } = options
  const { tenant } = await readProjectSettings()
  const port = portOf('--port', options.port)
  const wrong = callback.find((url) => !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
  if (wrong !== undefined)
    throw new CommandError(`--callback takes an address such as http://localhost:3000/callback, not "${wrong}"`)
  const listener = await listenerOn(port)
  if (listener !== null)
    throw new CommandError(
      `Port ${port} is taken by ${listener}: end that, or choose another one with --port ${port + 10}.`,
    )
  const worker = configureTenant({
    ...(audience !== undefined && { audience }),
    ...(permissions !== undefined && { permissions }),
  })
  const certificate = options.https === true ? ensureCertificate(TENANT_HTTPS) : null
  if (certificate !== null) trustCertificate(TENANT_HTTPS, certificate)
  const running = startDev({ workers: [worker], port, state: TENANT_STATE, variables: {}, certificate }, (code) =>
    exit(code),
  )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      running.kill()
      exit(0)
    })
  const origin = `${certificate === null ? 'http' : 'https'}://localhost:${port}`
  await allowCallbacks(origin, callback)
  console.log(welcome(origin, { ...tenant, ...(audience !== undefined && { audience }) }, certificate))
}

// Waits for the tenant to be there too.
async function allowCallbacks(origin: string, callbacks: readonly string[]): Promise<void> {
  const origins = callbacks.map((url) => new URL(url).origin)
  const body = JSON.stringify({
    callbacks,
    logoutUrls: [...origins, ...origins.map((url) => `${url}/`)],
    webOrigins: origins,
  })
  const headers = { 'content-type': 'application/json' }
  for (;;) {
    const address = `${origin}/_tenant/clients/local-app`
    const answer = await fetch(address, { method: 'PATCH', headers, body }).catch(() => null)
    if (answer?.ok === true) return
    if (answer !== null)
      throw new CommandError(`the tenant does not take the addresses of --callback: ${answer.status}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS))
  }
}

function welcome(
  origin: string,
  { audience = DEFAULT_AUDIENCE, users }: TenantConfig,
  certificate: CertificateFiles | null,
): string {
  const lines: readonly (readonly [string, string])[] = [
    ['Local tenant', origin],
    ['Issuer', `${origin}/`],
    ['Keys', `${origin}/.well-known/jwks.json`],
    ['Audience', audience],
    ...(users === undefined ? USUAL_USERS : ([['Users', users.map(({ email }) => email).join(', ')]] as const)),
    ['Applications', 'local-app (secret "local-app-secret") for people,'],
    ['', 'local-machine (secret "local-machine-secret") for itself'],
  ]
  const shown = lines.map(([what, where]) => `  ${what.padEnd(15)}${where}`).join('\n')
  return `\n${shown}${certificate === null ? '' : howToTrust(certificate)}\n`
}
