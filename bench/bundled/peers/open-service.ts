// The service of a pair that checks nothing.
import { service } from './pair.ts'

export default service((_c, next) => next())
