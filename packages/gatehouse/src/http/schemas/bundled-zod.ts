// Stands in for @hono/zod-openapi in the bundles of domains. It has zod's schemas and neither the generator of documents nor the texts of 50
// languages, which a domain does not need: the documents are made when the contracts are compiled, and a refusal has a text of its own.
import { ZodType } from 'zod/v4'
import { openSchemas } from './open-schemas.ts'
import { ZOD_MEMBERS } from './zod-members.ts'

/** The schemas of zod, each built when it is used for the first time. */
export const z: typeof ZOD_MEMBERS = openSchemas(ZOD_MEMBERS, ZodType)
