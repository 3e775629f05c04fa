// The main job: the gateway on port 6060 with every domain, in one `wrangler dev`; and the local tenant on port 6061 when
// .dev.vars names it.
import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, watch } from 'node:fs'
import { exit } from 'node:process'
import { parseEnv } from 'node:util'
import {
  DEVELOPMENT_GATEWAY_URL,
  domainWorkers,
  GATEWAY,
  LOCAL_TENANT,
  type ProjectWorker,
  wrangler,
} from './workers.ts'
import { databasesOf } from './worker-config.ts'

const STATE = '.wrangler/state'
const TENANT_STATE = '.wrangler/tenant-state'
const LOCAL_TENANT_DOMAINS = ['http://localhost:6061', 'http://127.0.0.1:6061']

if (!existsSync('.dev.vars')) {
  copyFileSync('.dev.vars.example', '.dev.vars')
  console.log('Made .dev.vars from .dev.vars.example: it names the local tenant.')
}
const domains = (parseEnv(readFileSync('.dev.vars', 'utf8'))['AUTH0_DOMAIN'] ?? '').split(',')
const withLocalTenant = domains.some((domain) => LOCAL_TENANT_DOMAINS.includes(domain.trim().replace(/\/$/, '')))

for (const worker of domainWorkers()) {
  for (const database of databasesOf(worker)) {
    wrangler(
      ['d1', 'migrations', 'apply', database, '--local', '-c', worker.configPath, '--env=', '--persist-to', STATE],
      {
        quiet: true,
      },
    )
  }
}

const children: ChildProcess[] = []
if (withLocalTenant) start([LOCAL_TENANT], TENANT_STATE)
start([GATEWAY, ...domainWorkers()], STATE)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0))
// wrangler watches src/ and what a Worker imports, but the gateway imports no contract.
for (const folder of ['workers', 'origins'].filter((path) => existsSync(path))) {
  watch(folder, { recursive: true }, (_event, file) => {
    if (file !== null && /(?:contract\.ts|openapi\.json)$/.test(file))
      spawn('node', ['scripts/contracts.ts'], { stdio: 'inherit' })
  })
}
await announce()

function start(workers: readonly ProjectWorker[], state: string): void {
  const configs = workers.flatMap(({ configPath }) => ['-c', configPath])
  const child = spawn(
    'wrangler',
    ['dev', ...configs, '--persist-to', state, '--inspector-port', '0', '--show-interactive-dev-session=false'],
    {
      stdio: 'inherit',
      // Nothing in development leaves this machine, unless .dev.vars names a tenant elsewhere.
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' },
    },
  )
  child.on('exit', (code) => stop(code ?? 1))
  children.push(child)
}

function stop(code: number): never {
  for (const child of children) child.kill('SIGTERM')
  exit(code)
}

async function announce(): Promise<void> {
  for (;;) {
    const healthy = await fetch(`${DEVELOPMENT_GATEWAY_URL}/health`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (healthy) break
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  console.log(`
  Gateway        ${DEVELOPMENT_GATEWAY_URL}
  Documentation  ${DEVELOPMENT_GATEWAY_URL}/docs${withLocalTenant ? '\n  Local tenant   http://localhost:6061  (reader@example.com, password "password")' : ''}
`)
}
