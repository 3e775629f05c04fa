// Everything that a run needs of a tenant: its key, its tokens in files, and the process that serves the key set.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, type Server, startServer } from '../../tools/workerd/server.ts'
import type { Traffic } from '../measure/traffic.ts'
import { createSigningKey, createTokens, type Credentials, forge, issuerAt, type SigningKey } from './credentials.ts'

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url))
const BAD_TOKENS = 5_000
/** Enough warm-up for the compiler to have seen everything. */
const WARM_UP_REQUESTS = 3_000

/** What the traffic can be. */
export interface Traffics {
  readonly oneToken: Traffic
  /** Every token new. */
  readonly newTokens: Traffic
  readonly badSignatures: Traffic
}

/** A tenant that runs. */
export interface Tenant {
  readonly issuer: string
  readonly key: SigningKey
  readonly publicKeyFile: string
  readonly credentials: Credentials
  readonly traffics: Traffics
  readonly server: Server
}

/** Starts what every gateway asks of a tenant: the server of its key set. @param folder where its file goes */
export async function startKeyServer(
  folder: string,
): Promise<{ readonly issuer: string; readonly key: SigningKey; readonly server: Server }> {
  const port = await freePort()
  const key = createSigningKey()
  const jwksFile = join(folder, 'jwks.json')
  writeFileSync(jwksFile, key.jwks)
  const server = await startServer({
    command: process.execPath,
    args: [SERVER],
    port,
    env: { PORT: String(port), JWKS_FILE: jwksFile },
  })
  return { issuer: issuerAt(port), key, server }
}

/**
 * Starts a tenant.
 *
 * @param folder where its files go
 * @param newTokens how many tokens there are when every one should be new; they come round again after that
 */
export async function startTenant(folder: string, newTokens: number): Promise<Tenant> {
  const { issuer, key, server } = await startKeyServer(folder)
  const publicKeyFile = write('public.pem', [key.publicKeyPem])
  const tokens = await createTokens(key, issuer, newTokens)
  const [good = ''] = tokens
  const [forged = ''] = forge([good])

  function write(name: string, lines: readonly string[]): string {
    const file = join(folder, name)
    writeFileSync(file, `${lines.join('\n')}\n`)
    return file
  }
  function traffic(name: string, lines: readonly string[], rest: Partial<Traffic> = {}): Traffic {
    const file = write(`${name.replaceAll(' ', '-')}.txt`, lines)
    return { name, tokensFile: file, warmUpRequests: WARM_UP_REQUESTS, status: 200, ...rest }
  }

  return {
    issuer,
    key,
    publicKeyFile,
    credentials: { good, forged },
    server,
    traffics: {
      oneToken: traffic('one token', [good]),
      newTokens: traffic('new tokens', tokens),
      badSignatures: traffic('bad signatures', forge(tokens.slice(0, BAD_TOKENS)), { status: 401 }),
    },
  }
}
