// Makes an OpenAPI document with thousands of operations, for tests and measurements.

const AREAS = 40

/** Makes the document: areas with resources of five operations each, each area with scopes of its own. */
export function largeDocument(operations: number): object {
  const response = {
    description: 'Good',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
  }
  const paths = Array.from({ length: operations / 5 }, (_, at) => {
    const area = `area${at % AREAS}`
    const operation = (verb: string, demand: string) => ({
      operationId: `${verb}Thing${at}`,
      security: [{ login: [`${demand}:${area}`] }],
      responses: { 200: response },
    })
    const parameters = [{ name: 'tenant', in: 'path', required: true, schema: { type: 'string' } }]
    return [
      [
        `/${area}/{tenant}/things${at}`,
        { parameters, get: operation('list', 'read'), post: operation('create', 'write') },
      ],
      [
        `/${area}/{tenant}/things${at}/{id}`,
        { get: operation('get', 'read'), put: operation('replace', 'write'), delete: operation('remove', 'write') },
      ],
    ]
  })
  const login = { type: 'oauth2', flows: { implicit: { authorizationUrl: 'https://tenant.example', scopes: {} } } }
  const components = { schemas: { Thing: { type: 'object' } }, securitySchemes: { login } }
  return {
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    paths: Object.fromEntries(paths.flat()),
    components,
  }
}
