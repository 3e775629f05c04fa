// The local tenant with https, started as `npm run dev -- --tenant-https` starts it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureCertificate, httpsArguments, trustCertificate } from '../../src/cli/dev/certificate.ts'
import { LOCAL_TENANT } from '../../src/project/workers.ts'
import { configPathOf } from '../../src/project/config-files.ts'

/** A running tenant. */
export interface HttpsTenant {
  readonly url: string
  readonly certificatePath: string
  control(method: string, path: string, body: unknown): Promise<void>
  stop(): Promise<void>
}

/** Starts the tenant on a free port, and lets this process trust it. */
export async function startHttpsTenant(): Promise<HttpsTenant> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-https-tenant-'))
  const certificate = ensureCertificate(folder)
  trustCertificate(folder, certificate)
  const options = [
    '--port',
    '0',
    '--inspector-port',
    '0',
    '--persist-to',
    folder,
    '--show-interactive-dev-session=false',
  ]
  const child = spawn(
    'wrangler',
    ['dev', '-c', configPathOf(LOCAL_TENANT, 'test'), ...options, ...httpsArguments(certificate)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' },
    },
  )
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (piece: Buffer): void => {
      output += piece.toString()
      const ready = /Ready on (https:\/\/localhost:\d+)/.exec(output)?.[1]
      if (ready !== undefined) resolve(ready)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', () => reject(new Error(`the tenant did not start: ${output}`)))
  })
  return {
    url,
    certificatePath: certificate.certificatePath,
    control: async (method, path, body) => {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${url}/_tenant/${path}`, { method, headers, body: JSON.stringify(body) })
      if (!answer.ok) throw new Error(`the control ${path} answered ${answer.status}: ${await answer.text()}`)
    },
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
