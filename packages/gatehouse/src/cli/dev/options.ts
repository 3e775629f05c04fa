// Parses the options of `npm run dev`.
import type { DevPorts, ProjectPorts } from '../../project/local-addresses.ts'
import { CommandError } from '../command-error.ts'

/** Options of the command. */
export interface DevOptions {
  readonly port?: string
  readonly tenantPort?: string
  readonly tenantHttps?: boolean
  readonly json?: boolean
  /** The services that mocks replace. */
  readonly mock?: readonly string[]
}

/** Reads the ports. @param home the project's ports, which are the defaults @throws CommandError for an invalid port */
export function readPorts(options: DevOptions, home: ProjectPorts): DevPorts {
  const port = options.port === undefined ? home.gateway : portOf('--port', options.port)
  const tenantPort = options.tenantPort === undefined ? home.tenant : portOf('--tenant-port', options.tenantPort)
  if (port === tenantPort)
    throw new CommandError(`the gateway and the local tenant can't both listen on ${port}: choose two ports`)
  return { port, tenantPort, tenantHttps: options.tenantHttps ?? false }
}

/** Reads the port of an option. @throws CommandError for one that is none */
export function portOf(option: string, text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new CommandError(`${option} takes a number from 1 to 65535, not "${text}"`)
  return port
}
