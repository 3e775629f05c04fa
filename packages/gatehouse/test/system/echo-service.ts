// The contract of a service of many operations that all do the same.
import type { Contract } from '../../src/contracts/contract.ts'
import { contractOf } from '../../src/contracts/origin-contract.ts'
import type { OriginSettings } from '../../src/gateway/handler.ts'

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/**
 * `/NAME/open/{what}` for anyone, and `/NAME/{what}` for those who have the scope `use:NAME`, under every method; `POST /NAME/json/{what}`
 * for anyone who sends JSON.
 */
export function echoService(name: string, origin: string, rest: Partial<OriginSettings> = {}): Contract {
  const item = (kind: string, security: object[]) =>
    Object.fromEntries(
      METHODS.map((method) => [method, { operationId: `${method}${name}${kind}`, security, responses: {} }]),
    )
  const scopes = { [`use:${name}`]: `Use ${name}` }
  return contractOf(
    name,
    {
      openapi: '3.1.0',
      info: { title: name, description: 'For tests.' },
      paths: {
        [`/${name}/open/{what}`]: item('Open', []),
        [`/${name}/json/{what}`]: {
          post: {
            operationId: `post${name}Json`,
            security: [],
            requestBody: { $ref: '#/components/requestBodies/Anything' },
            responses: {},
          },
        },
        [`/${name}/{what}`]: item('Guarded', [{ oauth: Object.keys(scopes) }]),
      },
      components: {
        securitySchemes: { oauth: { type: 'oauth2', flows: { implicit: { scopes } } } },
        requestBodies: { Anything: { required: true, content: { 'application/json': {}, 'text/*': {} } } },
      },
    },
    { origin, ...rest },
  )
}
