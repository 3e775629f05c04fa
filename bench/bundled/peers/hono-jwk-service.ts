// The service of this pair.
import { check } from './hono-jwk.ts'
import { service } from './pair.ts'

export default service(check)
