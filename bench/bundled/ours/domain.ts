// The measured domain: the real factory, a handler that does nothing but answer.
import { createDomain, type DomainBindings } from '../../../packages/gatehouse/src/http/domain.ts'
import { ANSWER } from '../../answer.ts'
import { routes } from './contract.ts'

export default createDomain<DomainBindings, typeof routes>({
  routes,
  handlers: { listItems: (c) => c.json(ANSWER, 200) },
})
