// The service behind the naive gateway: it answers and checks nothing.
import { service } from './pair.ts'

export default service((_c, next) => next())
