// The gateway and every domain on Deno, without Cloudflare: `deno task dev`. The Workers are the same, module for module; what
// they stand on is in platform/. With the local tenant beside them when the variables name it.
import { configPathOf, writeConfigs } from '../packages/gatehouse/src/project/config-files.ts'
import { domainWorkers, GATEWAY, LOCAL_TENANT, type ProjectWorker } from '../packages/gatehouse/src/project/workers.ts'
import { readOptions, readVariables, withTenantPort } from './options.ts'
import { finished } from './platform/background.ts'
import { addressOf, atTheEdge } from './platform/edge.ts'
import { System, type Worker } from './platform/system.ts'

/** Longest that answers may go on after a signal to end the process: a live view has no end of its own. */
const GRACE_MILLIS = 2_000
const HOSTNAME = '127.0.0.1'

const options = readOptions(Deno.args)
const { withLocalTenant, variables } = withTenantPort(readVariables(options.vars), options.tenantPort)
const system = await System.open(options.state)
const servers: Deno.HttpServer[] = []

writeConfigs('development')
if (withLocalTenant) serve(await system.start(pathOf(LOCAL_TENANT)), options.tenantPort)
// The gateway last: once it answers, everything behind it is there.
for (const worker of domainWorkers()) await system.start(pathOf(worker))
const gateway = await system.start(pathOf(GATEWAY), variables, true)
for (const [number, cron] of (gateway.config.triggers?.crons ?? []).entries()) {
  void Deno.cron(`${gateway.config.name} ${number}`, cron, () => gateway.scheduled())
}
serve(gateway, options.port)
for (const signal of ['SIGINT', 'SIGTERM'] as const) Deno.addSignalListener(signal, () => void stop())
console.log(`
  Gateway        http://localhost:${options.port}
  Documentation  http://localhost:${options.port}/docs${withLocalTenant ? `\n  Local tenant   http://localhost:${options.tenantPort}  (reader@example.com, password "password")` : ''}
`)

function pathOf(worker: ProjectWorker): string {
  return configPathOf(worker, 'development')
}

function serve(worker: Worker, port: number): void {
  const answer: Deno.ServeHandler = async (request, { remoteAddr }) => {
    const seen = atTheEdge(request, { address: addressOf(remoteAddr) })
    return (await worker.assets?.serve(seen)) ?? (await worker.fetch(seen))
  }
  servers.push(Deno.serve({ port, hostname: HOSTNAME, onListen: () => undefined }, answer))
}

async function stop(): Promise<never> {
  const graceEnd = setTimeout(() => Deno.exit(0), GRACE_MILLIS)
  await Promise.all(servers.map((server) => server.shutdown()))
  await finished()
  clearTimeout(graceEnd)
  system.close()
  Deno.exit(0)
}
