// The tenant on the loopback, a process of its own: its key set and its discovery document, nothing else.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { env } from 'node:process'
import { issuerAt } from './credentials.ts'

const port = Number(env['PORT'])
const issuer = issuerAt(port)
const answers = new Map([
  ['/.well-known/jwks.json', readFileSync(env['JWKS_FILE'] ?? '')],
  [
    '/.well-known/openid-configuration',
    Buffer.from(
      JSON.stringify({
        issuer,
        jwks_uri: `${issuer}.well-known/jwks.json`,
        id_token_signing_alg_values_supported: ['RS256'],
      }),
    ),
  ],
])

createServer((request, response) => {
  const body = answers.get(request.url ?? '')
  response.writeHead(body === undefined ? 404 : 200, {
    'content-type': 'application/json',
    'content-length': body?.length ?? 0,
  })
  response.end(body)
}).listen(port, '127.0.0.1')
