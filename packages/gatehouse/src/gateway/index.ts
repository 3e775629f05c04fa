// The entry `gatehouse`: the gateway of a project, which is made of its table and its profile.
export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts'
export type {
  AddedHeaders,
  AdmittedRequest,
  Hooks,
  OnRequest,
  OnResponse,
  OwnHandler,
  OwnRouteRequest,
  RequestDetails,
  ResponseHead,
} from './extension.ts'
export { type LogLine, type LogSink, writeToConsole } from '../http/log.ts'
export { defineHooks } from './own/hooks.ts'
export { defineHandlers } from './own/own-routes.ts'
export type { GatewayTable } from './gateway-table.ts'
