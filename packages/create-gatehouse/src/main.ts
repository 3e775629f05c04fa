#!/usr/bin/env node
// `npm create gatehouse my-api`: asks what it needs to know, and makes a project. Every question has an option, and where nobody can
// answer, or with --yes, nothing is asked.
import { basename, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { type Answers, type GivenAnswers, PACKAGE_MANAGERS } from './answers.ts'
import { ask } from './ask.ts'
import { CreateError } from './create-error.ts'
import { finish } from './finish.ts'
import { setUpTenant } from './set-up-tenant.ts'
import { writeProject } from './write-project.ts'

const program = new Command('create-gatehouse')
  .description('Makes a project with Gatehouse: an API gateway on Cloudflare Workers for an Auth0 tenant.')
  .argument('[folder]', 'where to make it; its last part is the name of the project unless --name says otherwise')
  .option('--name <name>', 'the name of the project and of its Workers: small letters, digits and hyphens')
  .option('--domain <name>', 'the first domain, usually a plural: orders')
  .option('--d1', 'the first domain has a D1 database')
  .option('--no-d1', 'it has none')
  .option('--auth0-domain <domain>', 'your tenant, such as example.eu.auth0.com; without it that is set later')
  .option('--git', 'make a git repository with a first commit')
  .option('--no-git', 'make none')
  .option('--install', 'install the packages')
  .option('--no-install', 'install nothing')
  .option('--tenant', 'set up the tenant of --auth0-domain at the end, as `gatehouse tenant apply` does')
  .option('--no-tenant', 'leave the tenant as it is')
  .addOption(new Option('--package-manager <name>', 'otherwise the one that runs this').choices(PACKAGE_MANAGERS))
  .addOption(new Option('--gatehouse <spec>', 'the version of Gatehouse, or a tarball').hideHelp())
  .option('--yes', 'ask nothing, and take what is usual')
  .showHelpAfterError()
  .action(create)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CreateError)) throw error
  if (error.message !== '') console.error(error.message)
  process.exitCode = 1
}

async function create(folder: string | undefined, given: GivenAnswers): Promise<void> {
  const answers: Answers = await ask({
    ...given,
    ...(folder !== undefined && { folder, name: given.name ?? basename(resolve(folder)) }),
  })
  const project = resolve(answers.folder)
  writeProject(project, answers)
  finish(project, answers)
  if (answers.tenant) await setUpTenant(project, answers, given.yes === true)
}
