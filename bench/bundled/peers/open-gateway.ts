// The gateway of a pair that checks nothing.
import { gateway } from './pair.ts'

export default gateway((_c, next) => next())
