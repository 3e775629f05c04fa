// Sets up the tenant of a new project with the project's own command, and asks for the credentials that it needs. They go through the
// environment: an argument would show in the list of processes.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { env, platform, stdin, stdout } from 'node:process'
import { isCancel, password, text } from '@clack/prompts'
import type { Answers } from './answers.ts'
import { CreateError } from './create-error.ts'

/** Sets it up. @throws CreateError when that fails; the project is complete all the same */
export async function setUpTenant(project: string, { auth0Domain }: Answers, isConfirmed: boolean): Promise<void> {
  const args = ['tenant', 'apply', '--domain', auth0Domain ?? '', ...(isConfirmed ? ['--yes'] : [])]
  const again = `The project is complete. To set up the tenant, run \`npx gatehouse ${args.join(' ')}\` in ${project}.`
  const credentials = hasCredentials() || !stdin.isTTY || !stdout.isTTY ? {} : await askForCredentials()
  if (credentials === null) throw new CreateError(again)
  const { status } = spawnSync(join(project, 'node_modules/.bin/gatehouse'), args, {
    cwd: project,
    stdio: 'inherit',
    env: { ...env, ...credentials },
    // The programs of packages are scripts on Windows; the domain was checked, and nothing else of a person is in the line.
    shell: platform === 'win32',
  })
  if (status !== 0) throw new CreateError(again)
}

function hasCredentials(): boolean {
  const { MANAGEMENT_TOKEN, MANAGEMENT_CLIENT_ID, MANAGEMENT_CLIENT_SECRET } = env
  return Boolean(MANAGEMENT_TOKEN ?? (MANAGEMENT_CLIENT_ID && MANAGEMENT_CLIENT_SECRET))
}

async function askForCredentials(): Promise<Record<string, string> | null> {
  const id = await text({ message: 'The client id of the application that may use the Management API' })
  if (isCancel(id)) return null
  const secret = await password({ message: 'Its client secret' })
  return isCancel(secret) ? null : { MANAGEMENT_CLIENT_ID: id, MANAGEMENT_CLIENT_SECRET: secret }
}
