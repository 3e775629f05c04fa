// Deploys everything in the order that the bindings demand: they point both ways, so the very first time the gateway goes
// up without services, then the services, each after those that it calls, then the gateway again. `--dry-run` builds and sends nothing.
import { rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { domainsInOrder } from './deploy-order.ts'
import { databasesOf, GATEWAY, gatewayConfig, wrangler } from './workers.ts'

const BOOTSTRAP_CONFIG = 'wrangler.bootstrap.json'
const dryRun = process.argv.includes('--dry-run')
const flags = dryRun ? ['--minify', '--dry-run'] : ['--minify']

if (dryRun || !isDeployed()) bootstrap()
for (const worker of domainsInOrder()) {
  step(`${worker.folder}: deploy`)
  wrangler(['deploy', '-c', worker.configPath, ...flags])
  for (const database of databasesOf(worker)) {
    step(`${worker.folder}: migrate ${database}`)
    if (!dryRun) wrangler(['d1', 'migrations', 'apply', database, '--remote', '-c', worker.configPath])
  }
}
step('gateway: deploy')
wrangler(['deploy', '-c', GATEWAY.configPath, ...flags])

function isDeployed(): boolean {
  return (
    spawnSync('wrangler', ['deployments', 'list', '-c', GATEWAY.configPath, '--json'], { stdio: 'ignore' }).status === 0
  )
}

// A service binding's target must exist when the caller is deployed.
function bootstrap(): void {
  step('gateway: first deploy, without services')
  writeFileSync(BOOTSTRAP_CONFIG, JSON.stringify(gatewayConfig([])))
  try {
    wrangler(['deploy', '-c', BOOTSTRAP_CONFIG, ...flags])
  } finally {
    rmSync(BOOTSTRAP_CONFIG)
  }
}

function step(title: string): void {
  console.log(`\n== ${title}`)
}
