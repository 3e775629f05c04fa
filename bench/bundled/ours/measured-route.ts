// The measured route as the build step would write it for ./contract.ts: the gateway's bundle holds no contract.
import type { RouteRow } from '../../../packages/gatehouse/src/gateway/handler.ts'
import { PATH } from '../../answer.ts'

/** The row of `listItems`. */
export const listItems: RouteRow = {
  method: 'GET',
  path: PATH,
  operationId: 'listItems',
  service: 'bench',
  access: { kind: 'scopes', all: ['read:bench'] },
}
