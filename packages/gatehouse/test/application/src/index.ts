// The gateway's Worker.
import { createGateway } from 'gatehouse'
import { TABLE } from './generated/table.ts'
import { PROFILE } from './profile.ts'

const gateway = createGateway({ table: TABLE, profile: PROFILE })

export default gateway.worker
export const { KeyService, ProofMemory, Exchange } = gateway
