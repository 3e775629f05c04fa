// A Fastify application whose OpenAPI document is written by @fastify/swagger. It leaves the tokens to the gateway.
//
//   PORT=8003 node fastify_service.js
import swagger from '@fastify/swagger'
import Fastify from 'fastify'

const app = Fastify()

await app.register(swagger, {
  openapi: {
    info: { title: 'Shipments', version: '1.0.0' },
    servers: [{ url: '/v1' }],
    components: {
      securitySchemes: {
        login: {
          type: 'oauth2',
          flows: {
            authorizationCode: {
              authorizationUrl: 'https://example.eu.auth0.com/authorize',
              tokenUrl: 'https://example.eu.auth0.com/oauth/token',
              scopes: { 'read:shipments': 'Read shipments', 'write:shipments': 'Write shipments' },
            },
          },
        },
        session: { type: 'apiKey', in: 'cookie', name: 'session' },
      },
    },
  },
})

const params = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } }
const body = { type: 'object', required: ['title'], properties: { title: { type: 'string', minLength: 1 } } }

app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())

await app.register(
  async (v1) => {
    v1.get(
      '/shipments/:id',
      { schema: { params, security: [{ login: ['read:shipments'] }, { session: [] }] } },
      ({ params: { id }, headers }) => ({
        id,
        requestId: headers['x-request-id'],
        cookies: headers.cookie ?? null,
      }),
    )
    v1.get('/shipments/newest', { schema: { security: [{ login: ['read:shipments'] }] } }, () => ({ id: 'newest' }))
    v1.post(
      '/shipments',
      { schema: { operationId: 'createShipment', body, security: [{ login: ['write:shipments', 'openid'] }] } },
      async ({ body: { title } }, reply) =>
        reply.code(201).header('location', '/v1/shipments/7').send({ id: '7', title }),
    )
    v1.get('/ports', () => ['Rotterdam', 'Antwerp'])
  },
  { prefix: '/v1' },
)

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
