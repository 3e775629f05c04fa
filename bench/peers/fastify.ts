// Fastify with @fastify/jwt and get-jwks, as their pages have it, with both their caches: of keys and of verified tokens.
// With SERVICE_URL the gateway, without it the service.
import httpProxy from '@fastify/http-proxy'
import fastifyJwt, { type TokenOrHeader } from '@fastify/jwt'
import fastify, { type FastifyRequest } from 'fastify'
import buildGetJwks from 'get-jwks'
import { ANSWER, PATH } from '../answer.ts'
import { settings } from './settings.ts'

const { port, issuer, audience, serviceUrl } = settings
const getJwks = buildGetJwks({ issuersWhitelist: [issuer] })
const app = fastify()
await app.register(fastifyJwt, {
  decode: { complete: true },
  secret: async (_request: FastifyRequest, token: TokenOrHeader) => {
    const { header, payload } = token as DecodedToken
    return await getJwks.getPublicKey({ kid: header.kid, domain: payload.iss, alg: header.alg })
  },
  verify: { algorithms: ['RS256'], allowedIss: issuer, allowedAud: audience, cache: true },
})
app.addHook('onRequest', async (request) => {
  await request.jwtVerify()
})
if (serviceUrl === undefined) {
  app.get(PATH, () => ANSWER)
} else {
  await app.register(httpProxy, { upstream: serviceUrl })
}
await app.listen({ port, host: '127.0.0.1' })

interface DecodedToken {
  readonly header: { readonly kid: string; readonly alg: string }
  readonly payload: { readonly iss: string }
}
