// The contract of statements: a domain whose tokens have an audience of its own.
import { z } from '@hono/zod-openapi'
import { scopes } from 'gatehouse/access'
import { defineRoute } from 'gatehouse/domain'

/** What the token of a request says. */
export const statementSchema = z
  .object({
    subject: z.string(),
    actor: z.string().nullable().openapi({ description: 'Who acts for the subject' }),
    audience: z.string(),
    scopes: z.array(z.string()),
  })
  .openapi('Statement')

export const showStatement = defineRoute({
  access: scopes('read:statements'),
  operationId: 'showStatement',
  method: 'get',
  path: '/statements',
  limits: { rate: 'none' },
  summary: 'See what the token of the domain says',
  responses: {
    200: { description: 'What it says', content: { 'application/json': { schema: statementSchema } } },
  },
})

export const service = {
  title: 'Statements',
  description: 'A domain that gets tokens of its own.',
  permissions: { 'read:statements': 'Read statements' },
  exchange: { audience: 'https://statements.gatehouse.local', scopes: ['read:statements'] },
}

export const routes = [showStatement] as const
