// The domain with ten routes: only its first request is measured.
import { createDomain, type DomainBindings } from 'gatehouse/domain'
import { routes } from './ten-routes-contract.ts'

const none = (): never => {
  throw new TypeError('only listArticles is asked for')
}

export default createDomain<DomainBindings, typeof routes>({
  routes,
  handlers: {
    listArticles: (c) => c.json({ articles: [{ id: String(c.req.valid('query').limit) }] }, 200),
    listCustomers: none,
    createCustomer: none,
    getCustomer: none,
    updateCustomer: none,
    archiveCustomer: none,
    listOrders: none,
    createOrder: none,
    getOrder: none,
    cancelOrder: none,
  },
})
