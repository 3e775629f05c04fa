// The samples Worker.
import { callService, createDomain, type DomainBindings, type ServiceBinding } from 'gatehouse/domain'
import { routes } from '../contract.ts'

const EXCHANGE = { audience: 'https://statements.gatehouse.local', scopes: ['read:statements'] }

export default createDomain<DomainBindings & { readonly STATEMENTS: ServiceBinding }, typeof routes>({
  routes,
  handlers: {
    showPublic: (c) => c.json({ message: 'Hello, whoever you are.' }, 200),
    showSecure: (c) => c.json({ message: 'You may read reports.' }, 200),
    receiveStripeEvent: (c) => c.json({ type: c.req.valid('json').type ?? null }, 200),
    receiveGithubEvent: (c) => c.json({ type: c.req.valid('json').type ?? null }, 200),
    relayStatement: async (c) => {
      const request = new Request(new URL('/statements', c.req.url))
      const answer = await callService(c.env.STATEMENTS, request, c, { exchange: EXCHANGE })
      return c.json(await answer.json<{ actor: string }>(), 200)
    },
    showSensitive: (c) => c.json({ message: 'You have just logged in.' }, 200),
    showDelegated: (c) => c.json({ message: 'You act for your user.' }, 200),
    showPersonal: (c) => c.json({ message: 'You are here in person.' }, 200),
  },
})
