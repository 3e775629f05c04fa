// The OpenAPI document of a new service in another technology: two operations to begin with. The service's own document takes
// its place once there is one.
import { capitalize, type Spelling } from './names.ts'

/** The text of origins/<name>/openapi.json. @param isPublic whether anyone may read */
export function originDocument({ name, plural, singular, many, one }: Spelling, isPublic: boolean): string {
  const security = isPublic ? [] : [{ login: [`read:${name}`] }]
  const reference = { $ref: `#/components/schemas/${singular}` }
  const document = {
    openapi: '3.1.0',
    info: { title: capitalize(many), description: `${capitalize(many)}, to be listed and read.`, version: '1.0.0' },
    paths: {
      [`/${name}`]: {
        get: {
          operationId: `list${plural}`,
          summary: `List the ${many}`,
          security,
          responses: answer('All of them', { type: 'array', items: reference }),
        },
      },
      [`/${name}/{id}`]: {
        get: {
          operationId: `get${singular}`,
          summary: `Get one ${one}`,
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          security,
          responses: { ...answer(`The ${one}`, reference), 404: { description: `There is no such ${one}` } },
        },
      },
    },
    components: {
      schemas: {
        [singular]: {
          type: 'object',
          properties: { id: { type: 'string', example: 'first' }, name: { type: 'string', example: 'The first one' } },
          required: ['id', 'name'],
        },
      },
      ...(!isPublic && { securitySchemes: { login: login(name, many) } }),
    },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function answer(description: string, schema: object) {
  return { 200: { description, content: { 'application/json': { schema } } } }
}

// Read for its scopes; where people log in is the gateway's to say.
function login(name: string, many: string): object {
  return {
    type: 'oauth2',
    flows: {
      implicit: {
        authorizationUrl: 'https://tenant.invalid/authorize',
        scopes: { [`read:${name}`]: `List and read ${many}` },
      },
    },
  }
}
