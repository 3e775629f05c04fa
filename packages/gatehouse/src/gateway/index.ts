// The gateway of a project: made of its table and its profile.
export { createGateway, type Gateway, type GatewayOptions, type KeyServiceMethods } from './gateway.ts'
export type { GatewayTable } from './handler.ts'
