// The statements Worker: it takes tokens for its own audience alone.
import { actorsOf } from 'gatehouse/access'
import { createDomain, type DomainBindings } from 'gatehouse/domain'
import { routes, service } from '../contract.ts'

export default createDomain<DomainBindings, typeof routes>({
  routes,
  audience: service.exchange.audience,
  handlers: {
    showStatement: (c) => {
      const principal = c.get('principal')
      const { id: subject, scopes, claims } = principal
      const actor = actorsOf(principal)?.[0]?.id ?? null
      return c.json({ subject, actor, audience: String(claims['aud']), scopes: [...scopes] }, 200)
    },
  },
})
