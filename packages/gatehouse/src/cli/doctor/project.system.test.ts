// Tests the doctor's checks of the project itself, and its output for machines.
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { CommandError } from '../command-error.ts'
import { gatewayUrlFrom } from '../deploy/gateway-url.ts'
import { type Finding, lineOf } from './finding.ts'
import { checkBindings, checkVersions, checkWiring } from './project.ts'
import { readConfig } from '../../project/config-files.ts'
import { readConfigView } from '../../project/worker-config.ts'
import { GATEWAY } from '../../project/workers.ts'
import { COMMAND } from '../../testing/project-copy.ts'

const states = (findings: readonly Finding[]): string => findings.map(({ state }) => state).join(' ')
const badLines = (findings: readonly Finding[]): string =>
  findings
    .filter(({ state }) => state === 'bad')
    .map(lineOf)
    .join('\n')

describe('the project', () => {
  test('needs a Node that wrangler runs on, and the wrangler of package.json', () => {
    expect(states(checkVersions('24.1.0', '4.1.0', '4.1.0'))).toBe('good good')
    expect(states(checkVersions('22.11.0', '4.1.0', '4.2.0'))).toBe('bad bad')
    expect(badLines(checkVersions('24.1.0', null, '4.2.0'))).toContain('none is installed')
  })

  test('is bound to all that the gateway uses, in every environment', () => {
    for (const purpose of ['development', { environment: 'staging' }, { environment: 'production' }] as const)
      expect(states(checkBindings(readConfigView(readConfig(GATEWAY, purpose)), 'it'))).toBe('good')
    const lines = badLines(checkBindings({ ratelimits: [{ name: 'RATE_LIMIT' }] }, 'it'))
    for (const missing of ['KV namespace KEYS', 'ASSETS', 'PROOFS', 'EXCHANGE', 'RATE_LIMIT_STRICT', 'cron'])
      expect(lines).toContain(missing)
    expect(lines).toContain('add [[kv_namespaces]] binding = "KEYS" to wrangler.toml')
  })

  test('whose wiring can not be read gets a message, and the rest is checked', async () => {
    const findings = await checkWiring(() => Promise.reject(new Error('workers/search/contract.ts: no routes')))
    expect(badLines(findings)).toContain('workers/search/contract.ts: no routes')
  })

  test.each(['https://api.example.com/v1', 'api.example.com', 'http://api.example.com', 'https://api.example.com//'])(
    'is asked at an origin only, not at %s',
    (url) => {
      expect(() => gatewayUrlFrom(url)).toThrow(CommandError)
    },
  )

  test('is asked at an origin as browsers show it', () => {
    expect(gatewayUrlFrom('https://api.example.com/')).toBe('https://api.example.com')
    expect(gatewayUrlFrom('http://localhost:6060')).toBe('http://localhost:6060')
  })

  test('is reported for machines too, with exit code 1 when anything is wrong', () => {
    // Without a tenant in [env.staging.vars] one finding ends the check.
    const args = [COMMAND, 'doctor', '--json', '--env', 'staging']
    const { status, stdout } = spawnSync('node', args, { encoding: 'utf8' })
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ check: 'wiring', state: 'good' }))
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ check: 'configuration', state: 'bad', detail: 'AUTH0_DOMAIN is missing' }),
    )
    expect(status).toBe(1)
  })
})
