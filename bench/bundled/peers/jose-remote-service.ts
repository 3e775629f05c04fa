// The service of this pair.
import { check } from './jose-remote.ts'
import { service } from './pair.ts'

export default service(check)
