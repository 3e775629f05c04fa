// Plain `wrangler dev` in a copy of the project, as it is after `npm ci`: every domain is served, and nothing outlives it.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest'
import { freePort } from '../../../../tools/workerd/server.ts'
import { inRepository } from '../../test/folders.ts'
import { bearer } from '../testing/system.ts'
import { copyProject, type ProjectCopy } from '../testing/project-copy.ts'
import { isAlive } from './dev/parent-process.ts'
import { localToken } from './token/local.ts'
import { MANY_COMMANDS_MILLIS, PATIENCE } from '../testing/slow-machine.ts'

let project: ProjectCopy
let tenantPort: number
beforeAll(async () => {
  project = copyProject()
  tenantPort = await freePort()
  const variables = readFileSync('.dev.vars.example', 'utf8').replaceAll(':6061', `:${tenantPort}`)
  writeFileSync(join(project.folder, '.dev.vars'), variables, { mode: 0o600 })
  // As `prepare` does.
  const { code, output } = await project.gatehouse('types')
  expect(code, output).toBe(0)
})
afterAll(() => project.remove())

const BUILD_STEP = inRepository('packages/gatehouse/src/cli/build-step.ts')
const inGatehouse = (path: string): string => join(project.folder, '.wrangler/gatehouse', path)

test('while a build step looks after the companion, another one starts none', async () => {
  const claim = inGatehouse('companion.claim')
  mkdirSync(inGatehouse('.'), { recursive: true })
  writeFileSync(claim, String(process.pid))
  const step = [process.execPath, BUILD_STEP, '--development']
  const { code, output } = await project.run('env', ['WRANGLER_COMMAND=dev', ...step])
  expect([code, output]).toEqual([0, expect.not.stringContaining('served beside it')])
  expect(existsSync(inGatehouse('companion.json'))).toBe(false)
  // One that was ended meanwhile, for the next test.
  writeFileSync(claim, String(spawnSync('true').pid))
})

test(
  'plain wrangler dev serves the gateway with every domain and the local tenant, and all of it ends with wrangler',
  async () => {
    let printed = ''
    onTestFailed(() => console.log(printed))
    const port = await freePort()
    const copy = join(project.folder, '.wrangler/gatehouse/development/gateway/.dev.vars')
    expect(statSync(copy).mode & 0o077).toBe(0)
    const wrangler = spawn('wrangler', ['dev', '--port', String(port), '--inspector-port', '0'], {
      cwd: project.folder,
      env: project.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [wrangler.stdout, wrangler.stderr])
      stream.on('data', (piece: Buffer) => (printed += piece.toString()))
    const answer = async (path: string, headers = {}): Promise<Response> =>
      await fetch(`http://localhost:${port}${path}`, { headers })
    try {
      await expect.poll(() => answer('/health').then(({ status }) => status, String), PATIENCE).toBe(200)
      // The domain is found by the gateway, its database is up to date, and it finds the key service of the gateway.
      await expect.poll(async () => (await answer('/search?q=token')).status, PATIENCE).toBe(200)
      expect((await answer('/payments')).status).toBe(401)
      const token = await localToken('reader', 'read:payments', `http://localhost:${tenantPort}`)
      await expect.poll(async () => (await answer('/payments', bearer(token))).status, PATIENCE).toBe(200)
    } finally {
      const ended = once(wrangler, 'exit')
      wrangler.kill('SIGTERM')
      await ended
      printed += readFileSync(inGatehouse('companion.log'), 'utf8')
      const companion = JSON.parse(readFileSync(inGatehouse('companion.json'), 'utf8')) as { pid: number }
      await expect.poll(() => isAlive(companion.pid), PATIENCE).toBe(false)
      await expect
        .poll(() => fetch(`http://localhost:${tenantPort}/`).then(String, () => 'nobody'), PATIENCE)
        .toBe('nobody')
    }
  },
  MANY_COMMANDS_MILLIS,
)

test(
  'plain wrangler uploads nothing from the development configuration, and says what does',
  async () => {
    for (const command of [['deploy'], ['versions', 'upload']]) {
      const { code, output } = await project.run('wrangler', [...command, '--dry-run'])
      expect(code).not.toBe(0)
      expect(output).toContain(`wrangler ${command.join(' ')} would upload the development configuration`)
      expect(output).toContain('npm run deploy')
    }
    // That of an environment may be uploaded, as docs/deploying.md says.
    const options = ['--env', 'staging', '--only', 'gateway', '--dry-run', '--no-doctor']
    const deployed = await project.gatehouse('deploy', ...options)
    expect(deployed.code, deployed.output).toBe(0)
    const config = '.wrangler/gatehouse/deploy-staging/gateway/wrangler.json'
    const uploaded = await project.run('wrangler', ['versions', 'upload', '--dry-run', '-c', config])
    expect(uploaded.code, uploaded.output).toBe(0)
  },
  MANY_COMMANDS_MILLIS,
)
