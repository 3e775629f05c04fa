// The samples Worker.
import { createDomain, type DomainBindings } from 'gatehouse/domain'
import { routes } from '../contract.ts'

export default createDomain<DomainBindings, typeof routes>({
  routes,
  handlers: {
    showPublic: (c) => c.json({ message: 'Hello, whoever you are.' }, 200),
    showSecure: (c) => c.json({ message: 'You may read reports.' }, 200),
    receiveStripeEvent: (c) => c.json({ type: c.req.valid('json').type ?? null }, 200),
    receiveGithubEvent: (c) => c.json({ type: c.req.valid('json').type ?? null }, 200),
    showSensitive: (c) => c.json({ message: 'You have just logged in.' }, 200),
    showDelegated: (c) => c.json({ message: 'You act for your user.' }, 200),
    showPersonal: (c) => c.json({ message: 'You are here in person.' }, 200),
  },
})
