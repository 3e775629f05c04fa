// The gateway of a project: made of its table and its profile.
export { createGateway, type GatewayOptions } from './gateway.ts'
export type { GatewayTable } from './handler.ts'
