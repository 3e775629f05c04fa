// The gateway's secrets on their way to Cloudflare: from a file, or typed in without being shown. They are in no argument of a
// command and in no line that is printed; wrangler reads them from a file that only the user can read and that is gone afterwards.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { formerNameOf } from '../../tenant/variables.ts'
import type { AddedHeaderVariable } from '../../gateway/upstream/origin-headers.ts'
import { CommandError } from '../command-error.ts'
import { whileLent } from './lent.ts'

/** Secrets by name. */
export type Secrets = Readonly<Record<string, string>>

/** Enough that a subject cannot be guessed from its hash, and a session cannot be decrypted. */
const SECRET_BYTES = 32

/** The secrets to ask for when neither the gateway nor the file has them. Each may be left out. */
const ASKED_SECRETS = [
  { name: 'AUTH0_CLIENT_SECRET', hint: "the application's secret in Auth0; Enter leaves it out", make: () => null },
  { name: 'GATEHOUSE_LOG_SALT', hint: 'what subjects are hashed with in the log; Enter makes one', make: makeSecret },
  {
    name: 'GATEHOUSE_KV_SECRET',
    hint: 'what key sets in KV are authenticated with; Enter makes one',
    make: makeSecret,
  },
  {
    name: 'GATEHOUSE_SESSION_KEYS',
    hint: 'what the session cookies of /auth are encrypted with; Enter makes one',
    make: makeSecret,
  },
] as const

function makeSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

/**
 * Reads a file of secrets: JSON, or lines such as `.dev.vars` has.
 *
 * @throws CommandError when it can't be read, holds none, or something that is no secret. No value is in the message
 */
export function readSecrets(file: string): Secrets {
  const text = readText(file)
  const values = text.trimStart().startsWith('{') ? parseJson(text, file) : parseEnv(text)
  const entries = Object.entries(values)
  if (entries.length === 0) throw new CommandError(`${file} holds no secret: write lines such as AUTH0_CLIENT_SECRET=…`)
  for (const [name, value] of entries) {
    if (!/^[A-Z][A-Z\d_]*$/.test(name))
      throw new CommandError(`${file}: ${JSON.stringify(name)} is no name of a secret`)
    if (typeof value !== 'string' || value === '') throw new CommandError(`${file}: ${name} is empty or no text`)
  }
  return Object.fromEntries(entries as [string, string][])
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new CommandError(`${file} can't be read: --secrets takes a file with lines such as AUTH0_CLIENT_SECRET=…`)
  }
}

// The parser's own message would quote the text.
function parseJson(text: string, file: string): object {
  try {
    return Object(JSON.parse(text))
  } catch {
    throw new CommandError(`${file} is no JSON`)
  }
}

/**
 * Asks for what is missing.
 *
 * @param known the names that the gateway has, as secrets or as variables
 * @param ofServices the variables that the rows of services name, each with the header and the service
 * @param ask shows a question and returns what is typed, without echo; nothing without a terminal
 * @param exchanging the services that get tokens by an exchange
 */
export async function askForSecrets(
  given: Secrets,
  known: readonly string[],
  ask: ((question: string) => Promise<string>) | undefined,
  ofServices: readonly AddedHeaderVariable[] = [],
  exchanging: readonly string[] = [],
): Promise<Secrets> {
  const secrets: Record<string, string> = { ...given }
  const ofRows = ofServices.map(({ variable, header, service }) => {
    return { name: variable, hint: `the header ${header} of ${service}, which is 503 without it`, make: () => null }
  })
  const ofExchange = exchanging.slice(0, 1).map(() => {
    const hint = `the secret of the application that exchanges tokens, without which ${exchanging.join(', ')} is 503`
    return { name: 'AUTH0_EXCHANGE_CLIENT_SECRET', hint, make: () => null }
  })
  for (const { name, hint, make } of [...ASKED_SECRETS, ...ofExchange, ...ofRows]) {
    const names = [name, formerNameOf(name)]
    if (names.some((one) => one in secrets || known.includes(one)) || ask === undefined) continue
    const value = (await ask(`  ${name} (${hint}): `)).trim() || make()
    if (value !== null) secrets[name] = value
  }
  return secrets
}

/** Shorter parts of a list are words that stand everywhere, and no key is as short. */
const LISTED_SECRET_MIN_CHARACTERS = 8

/**
 * The words without any secret in them, for output of a command that has read them: neither a whole value nor one of a list
 * (GATEHOUSE_SESSION_KEYS), as it stands, or as JSON or a URL would write it.
 */
export function concealing(secrets: Secrets): (text: string) => string {
  const written = Object.values(secrets).flatMap((value) => {
    const listed = value.split(',').map((part) => part.trim())
    return [value, value.trim(), ...listed.filter((part) => part.length >= LISTED_SECRET_MIN_CHARACTERS)]
  })
  // The longest first: a secret that contains another one would remain partly readable.
  const values = [
    ...new Set(written.flatMap((value) => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])),
  ]
    .filter((value) => value !== '')
    .toSorted((one, other) => other.length - one.length)
  return (text) => values.reduce((shown, value) => shown.replaceAll(value, '•••'), text)
}

/** Lends a file with the secrets that only its owner can read. It is deleted when `use` is done, and when the process is interrupted. */
export async function withSecretsFile(
  secrets: Secrets,
  use: (file: string | undefined) => Promise<void>,
): Promise<void> {
  if (Object.keys(secrets).length === 0) {
    await use(undefined)
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-secrets-'))
  await whileLent(
    () => rmSync(folder, { recursive: true, force: true }),
    async () => {
      // JSON, because wrangler would put the environment's values for every $ of the other form.
      writeFileSync(join(folder, 'secrets.json'), JSON.stringify(secrets), { mode: 0o600 })
      await use(join(folder, 'secrets.json'))
    },
  )
}
