// The gateway of this pair.
import { check } from './hono-jwk.ts'
import { gateway } from './pair.ts'

export default gateway(check)
