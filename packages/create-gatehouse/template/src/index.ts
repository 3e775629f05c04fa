// The Worker of the gateway. Its routes are compiled from the contracts in workers/ and origins/.
import { createGateway } from 'gatehouse'
import { TABLE } from './generated/table.ts'

const gateway = createGateway({ table: TABLE })

export default gateway.worker
export const { KeyService, ProofMemory, Exchange } = gateway
