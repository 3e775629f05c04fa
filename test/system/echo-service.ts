// A service of many operations that all do the same: a row of the table of services, and the contract that belongs to it.
import type { Contract } from '../../scripts/contracts/load.ts'
import { contractOf } from '../../scripts/contracts/origin-contract.ts'
import type { HttpService } from '../../src/gateway/services.ts'

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/**
 * `/NAME/open/{what}` for anyone, and `/NAME/{what}` for those who have the scope `use:NAME`, under every method; `POST /NAME/json/{what}`
 * for anyone who sends JSON.
 */
export function echoService(
  name: string,
  origin: string,
  rest: Partial<HttpService> = {},
): { readonly row: HttpService; readonly contract: Contract } {
  const item = (kind: string, security: object[]) =>
    Object.fromEntries(
      METHODS.map((method) => [method, { operationId: `${method}${name}${kind}`, security, responses: {} }]),
    )
  const scopes = { [`use:${name}`]: `Use ${name}` }
  return {
    row: { name, origin, ...rest },
    contract: contractOf(name, {
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
    }),
  }
}
