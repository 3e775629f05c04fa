// The gateway of this pair.
import { check } from './jose-kv.ts'
import { gateway } from './pair.ts'

export default gateway(check)
