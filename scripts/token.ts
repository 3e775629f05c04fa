// Prints one access token and nothing else: of the local tenant, or of one's own. For curl and for tests by hand. --decode
// explains one instead.
import { text } from 'node:stream/consumers'
import { env, exit, stdin } from 'node:process'
import { parseArgs } from 'node:util'
import { ROUTES } from '../src/gateway/generated/routes.ts'
import { systemClock } from '../src/http/clock.ts'
import { explain } from './token/explain.ts'
import { localToken } from './token/local.ts'
import { Mistake, sentenceOf } from './token/mistake.ts'
import { deviceToken, machineToken } from './token/real.ts'
import { readSettings } from './token/settings.ts'
import { trustOf } from './token/trust.ts'
import { type Wish, wishFor } from './token/wish.ts'

const USAGE = `usage: npm run -s token -- [--user admin|reader|nobody | --machine] [--scope "…" | --for URL [--method POST]]
       npm run -s token -- --real [--machine] [--client ID] [--scope "…" | --for URL [--method POST]]
       npm run -s token -- --decode [TOKEN] [--for URL [--method POST]]

  --user NAME    one of the local tenant's people; admin unless said otherwise
  --machine      for an application on its own behalf, and for nobody
  --scope "…"    the scopes to ask for, separated by spaces
  --for URL      picks the scopes that this URL (or path) demands, as its contract says
  --method NAME  the method of --for: GET, or the only one that the path has
  --real         a token of your own tenant, that of .dev.vars: you confirm in a browser (device flow), or with --machine the
                 application asks by its secret (client credentials)
  --client ID    another application than AUTH0_CLIENT_ID; its secret in the environment, as TOKEN_CLIENT_SECRET
  --decode       explains a token: what is in it, and what the gateway would say. Without TOKEN it is read from standard input,
                 which keeps it out of the list of processes and of the shell's history`

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      user: { type: 'string' },
      machine: { type: 'boolean', default: false },
      scope: { type: 'string' },
      for: { type: 'string' },
      method: { type: 'string' },
      real: { type: 'boolean', default: false },
      client: { type: 'string' },
      decode: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const { user, machine, real, decode, client } = values
  refuse(machine && user !== undefined, 'a token is for a user or for a machine')
  refuse(real && user !== undefined, '--user is for the local tenant; yours asks who you are')
  refuse(client !== undefined && !real, '--client goes with --real')
  refuse(values.scope !== undefined && values.for !== undefined, 'scopes come from --scope or from --for')
  refuse(values.method !== undefined && values.for === undefined, '--method goes with --for')
  refuse(
    decode && (real || machine || user !== undefined || values.scope !== undefined),
    '--decode asks nobody for a token',
  )
  refuse(positionals.length > (decode ? 1 : 0), 'only --decode takes a token')
  const wish = values.for === undefined ? null : wishFor(ROUTES, values.for, values.method)
  const scope = values.scope ?? wish?.scopes.join(' ') ?? null
  if (values.help) console.log(USAGE)
  else if (decode) console.log(await decoded(positionals[0], wish))
  else {
    if (wish !== null) console.error(`${wish.route.method} ${wish.route.path} lets in: ${wish.demand}`)
    console.log(
      await (real ? realToken(machine, client, scope) : localToken(machine ? null : (user ?? 'admin'), scope)),
    )
  }
} catch (error) {
  console.error(sentenceOf(error, USAGE))
  exit(1)
}

function refuse(isWrong: boolean, message: string): void {
  if (isWrong) throw new Mistake(message, { withUsage: true })
}

async function realToken(machine: boolean, client: string | undefined, scope: string | null): Promise<string> {
  const { domains, audiences, clientId, clientSecret } = readSettings()
  const id = client ?? clientId
  if (id === null)
    throw new Mistake('AUTH0_CLIENT_ID is missing in .dev.vars: set it, or name an application with --client')
  const secret = client === undefined ? clientSecret : (env['TOKEN_CLIENT_SECRET'] ?? null)
  const request = { origin: domains[0].origin, clientId: id, clientSecret: secret, audience: audiences[0], scope }
  return machine
    ? await machineToken(request)
    : await deviceToken(request, (instructions) => console.error(instructions), systemClock)
}

async function decoded(argument: string | undefined, wish: Wish | null): Promise<string> {
  const given = argument === undefined || argument === '-' ? await text(stdin) : argument
  // As it is copied: with the scheme, with quotes, with a line break at its end.
  const token = given
    .trim()
    .replace(/^(?:authorization:\s*)?(?:bearer|dpop)\s+/i, '')
    .replaceAll(/^"|"$/g, '')
  if (token === '') throw new Mistake('there is no token to explain', { withUsage: true })
  const settings = readSettings()
  const route =
    wish === null ? {} : { route: { name: `${wish.route.method} ${wish.route.path}`, access: wish.route.access } }
  const { dpop } = settings
  return await explain(token, { source: trustOf(settings, systemClock), clock: systemClock, dpop, ...route })
}
