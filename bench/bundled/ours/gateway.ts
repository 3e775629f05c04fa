// The measured gateway: the reference application's table with the measured route added.
import { createGateway } from '../../../packages/gatehouse/src/gateway/index.ts'
import { TABLE } from '../../../packages/gatehouse/test/application/src/generated/table.ts'
import { PROFILE } from '../../../packages/gatehouse/test/application/src/profile.ts'
import { listItems } from './measured-route.ts'

const gateway = createGateway({
  table: {
    ...TABLE,
    routes: [...TABLE.routes, listItems],
    services: [...TABLE.services, { name: 'bench', binding: 'BENCH' }],
  },
  profile: PROFILE,
})

export default gateway.worker
export const { KeyService, ProofMemory, Exchange } = gateway
