// Starts a service of each stack as its documentation shows it: FastAPI, Django REST framework, Flask, Fastify.
import { execPath } from 'node:process'
import { freePort, type Server, startServer } from '../../../../tools/workerd/server.ts'
import { AUDIENCE } from '../../src/testing/system.ts'
import { installPackages } from '../installed-packages.ts'
import { findInterpreter, PYTHON_ENVIRONMENT } from '../python/interpreter.ts'

const FOLDER = 'packages/gatehouse/test/services'

const MODULES = ['apispec', 'drf_spectacular', 'fastapi', 'flask', 'jwt', 'uvicorn']
const PACKAGES = [
  'python3-apispec',
  'python3-djangorestframework-spectacular',
  'python3-fastapi',
  'python3-flask',
  'python3-jwt',
  'uvicorn',
]

/** The name of each service, and the path of its OpenAPI document. */
export const DOCUMENT_PATHS = {
  blabla: '/openapi.json',
  invoices: '/api/schema/',
  orders: '/openapi.json',
  shipments: '/openapi.json',
} as const

/** The name of a service. */
export type ServiceName = keyof typeof DOCUMENT_PATHS

/** The services, running. */
export interface Services {
  /** The address of each, without a path. */
  readonly origins: Readonly<Record<ServiceName, string>>
  stop(): Promise<void>
}

/** Finds a Python for the services, or says how to get one. */
export function findServicePython() {
  return findInterpreter(MODULES, PACKAGES)
}

/** Starts all services. @param python the command @param tenantUrl the tenant whose tokens they accept */
export async function startServices(python: string, tenantUrl: string): Promise<Services> {
  installPackages(FOLDER)
  const env = { ...PYTHON_ENVIRONMENT, AUTH0_DOMAIN: tenantUrl, AUTH0_AUDIENCE: AUDIENCE }
  const start = async (command: string, args: readonly string[]): Promise<Server> => {
    const port = await freePort()
    const withPort = args.map((arg) => (arg === 'PORT' ? String(port) : arg))
    return await startServer({ command, args: withPort, port, env: { ...env, PORT: String(port) } })
  }
  const [blabla, invoices, orders, shipments] = await Promise.all([
    start(python, ['-m', 'uvicorn', 'fastapi_service:app', '--app-dir', FOLDER, '--port', 'PORT']),
    start(python, [`${FOLDER}/django_service.py`]),
    start(python, [`${FOLDER}/flask_service.py`]),
    start(execPath, [`${FOLDER}/fastify_service.js`]),
  ])
  return {
    origins: {
      blabla: originOf(blabla),
      invoices: originOf(invoices),
      orders: originOf(orders),
      shipments: originOf(shipments),
    },
    stop: async () => {
      await Promise.all([blabla, invoices, orders, shipments].map((server) => server.stop()))
    },
  }
}

function originOf({ port }: Server): string {
  return `http://127.0.0.1:${port}`
}
