// The gateway of this pair.
import { check } from './jose-remote.ts'
import { gateway } from './pair.ts'

export default gateway(check)
