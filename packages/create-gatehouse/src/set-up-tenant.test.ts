// The last question of a new project: what it runs, and that credentials are in no argument.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { usualAnswers } from './answers.ts'
import { setUpTenant } from './set-up-tenant.ts'

let project: string
const answers = { ...usualAnswers(), folder: 'x', name: 'x', auth0Domain: 'acme.eu.auth0.com', tenant: true }

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'gatehouse-tenant-'))
  vi.stubEnv('MANAGEMENT_CLIENT_ID', 'id')
  vi.stubEnv('MANAGEMENT_CLIENT_SECRET', 'hush')
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(project, { recursive: true })
})

/** A command in the project that notes how it was called. */
function placeCommand(exitCode: number): void {
  const command = join(project, 'node_modules/.bin/gatehouse')
  mkdirSync(join(project, 'node_modules/.bin'), { recursive: true })
  writeFileSync(command, `#!/bin/sh\necho "$@ with $MANAGEMENT_CLIENT_SECRET" > called\nexit ${exitCode}\n`)
  chmodSync(command, 0o755)
}

test('the command of the project sets up the tenant, with credentials from the environment', async () => {
  placeCommand(0)
  await setUpTenant(project, answers, false)
  expect(readFileSync(join(project, 'called'), 'utf8')).toBe('tenant apply --domain acme.eu.auth0.com with hush\n')
})

test('a failure says that the project is complete, and how to go on', async () => {
  placeCommand(3)
  await expect(setUpTenant(project, answers, true)).rejects.toThrow(
    `The project is complete. To set up the tenant, run \`npx gatehouse tenant apply --domain acme.eu.auth0.com --yes\` in ${project}.`,
  )
})
