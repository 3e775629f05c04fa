// The command `gatehouse`: its subcommands and their options. What a subcommand does is loaded when it is called.
import { Command, Option } from 'commander'
import { CommandError, isForPeople, UsageError } from './command-error.ts'
import { completionOf, SHELLS } from './completion.ts'
import type { DiffOptions } from './api-diff.ts'
import type { CompileOptions } from './contracts.ts'
import type { DeployOptions } from './deploy.ts'
import type { DevOptions } from './dev/options.ts'
import type { DoctorOptions } from './doctor.ts'
import type { NewOptions } from './new.ts'
import type { RemoveOptions } from './remove.ts'
import type { RevokeOptions } from './revoke.ts'
import type { TestOptions } from './test.ts'
import type { ApplyOptions } from './tenant-apply.ts'
import type { PlanOptions } from './tenant-plan.ts'
import type { ServeOptions } from './tenant-serve.ts'
import type { TokenOptions } from './token.ts'
import type { UpgradeOptions } from './upgrade.ts'

/** Options of the commands that print for people or for machines. */
interface OutputOptions {
  readonly json?: boolean
}

const program = new Command('gatehouse')
  .description('An API gateway on Cloudflare Workers that checks every access token of an Auth0 tenant.')
  .showHelpAfterError()

program
  .command('dev')
  .description('serve the gateway, every domain and the local tenant on this machine')
  .option('--port <number>', 'the port of the gateway; otherwise that of gatehouse.config.ts, or 6060')
  .option('--tenant-port <number>', 'the port of the local tenant; otherwise that of gatehouse.config.ts, or 6061')
  .option('--tenant-https', 'the local tenant speaks https, for SDKs that insist on it')
  .option(
    '--mock <service>',
    'answer for this service with examples of its document; repeatable, and "all" means every one outside of the project',
    (name: string, names: readonly string[] | undefined) => [...(names ?? []), name],
  )
  .option('--json', 'print log lines as they are in production')
  .action(async (options: DevOptions) => (await import('./dev.ts')).dev(options))

program
  .command('build')
  .description('build every Worker as a deploy would, and print how large each is')
  .option('--json', 'print one JSON array')
  .action(async (options: OutputOptions) => (await import('./build.ts')).printBuilds(options))

program
  .command('contracts')
  .description('compile the contracts into src/generated, and the pages into dist/assets')
  .option('--check', 'change nothing, and fail when src/generated is stale')
  .action(async (options: CompileOptions) => (await import('./contracts.ts')).compile(options))

program
  .command('contract')
  .description('print the OpenAPI document of one contract, for a gateway in another repository')
  .argument('[file]', 'the module of the contract', 'contract.ts')
  .action(async (file: string) => (await import('./contract.ts')).printContract(file))

program
  .command('test')
  .description('compile the contracts, and run the tests of the project with vitest')
  .argument('[args...]', 'arguments of vitest: parts of the names of test files, and options')
  .option('--watch', 'run them again whenever a file is saved')
  .allowUnknownOption()
  .action(async (args: readonly string[], options: TestOptions) => (await import('./test.ts')).runTests(args, options))

program
  .command('types')
  .description("write the type of every Worker's bindings from its configuration")
  .action(async () => (await import('./types.ts')).writeTypes())

program
  .command('check')
  .description('check that contracts, folders and configurations fit together')
  .option('--json', 'print one JSON array')
  .action(async (options: OutputOptions) => (await import('./check.ts')).check(options))

program
  .command('new')
  .description('add a domain, or a service in another technology')
  .argument('<name>', 'small letters, digits and hyphens, usually a plural: invoices. The path of its routes is /NAME')
  .option('--d1', 'with a D1 database, a first migration, and a route that adds to it')
  .option('--origin <url>', 'a service in another technology at this origin: origins/NAME/openapi.json is its contract')
  .option('--document <from>', 'with --origin: the address or the file of its OpenAPI document')
  .action(async (name: string, options: NewOptions) => (await import('./new.ts')).addService(name, options))

program
  .command('import')
  .description('fetch the OpenAPI document of a service in another technology, and show what changed in it')
  .argument('<name>', 'its folder under origins/')
  .argument('[from]', 'the address or the file of the document; otherwise `from` in its service.ts')
  .action(async (name: string, from: string | undefined) => (await import('./import.ts')).importDocument(name, from))

program
  .command('remove')
  .description('remove a domain, or a service in another technology')
  .argument('<name>', 'its folder under workers/ or origins/')
  .option('--force', 'also when its folder holds work that git does not have')
  .action(async (name: string, options: RemoveOptions) => (await import('./remove.ts')).removeService(name, options))

program
  .command('upgrade')
  .description('bring the files of a project up to this version of the package, and show what changes')
  .option('--dry-run', 'show it, and change nothing')
  .option('--no-install', 'do not install the packages afterwards')
  .option('--force', 'also when git has changes that are not committed')
  .action(async (options: UpgradeOptions) => (await import('./upgrade.ts')).upgrade(options))

program
  .command('token')
  .description('print an access token of the local tenant, or of your own')
  .argument('[token]', 'with --decode: the token to explain. Without it the token is read from standard input')
  .option('--user <name>', "one of the local tenant's people: admin, reader, nobody, or those of gatehouse.config.ts")
  .option('--tenant-port <number>', 'the port of the local tenant, if it is not the one that gatehouse dev serves')
  .option('--machine', 'for an application (client credentials), not for a user')
  .option('--scope <scopes>', 'the scopes to ask for, separated by spaces')
  .option('--for <url>', 'request the scopes that this URL (or path) requires')
  .option('--method <name>', 'the method of --for: GET, or the only one that the path has')
  .option('--real', 'a token of your own tenant, that of .dev.vars: you confirm in a browser (device flow)')
  .option('--client <id>', 'another application than AUTH0_CLIENT_ID; its secret in TOKEN_CLIENT_SECRET')
  .option('--decode', 'explain a token: what it contains, and whether the gateway would accept it')
  .action(async (token: string | undefined, options: TokenOptions) =>
    (await import('./token.ts')).printToken(token, options),
  )

program
  .command('doctor')
  .description('check configuration and tenant, and print a remedy for each defect')
  .option('--env <name>', 'check [env.NAME.vars] of wrangler.toml; without it .dev.vars')
  .option('--secrets <file>', 'a file with the secrets, as for deploy')
  .option('--url <url>', 'where people reach the gateway, if wrangler.toml has no route with a custom domain')
  .option('--fix', 'let `tenant apply` put right what it can, and look again')
  .option('--yes', 'with --fix: do not ask')
  .option('--login', "try the client secret too; the attempt shows in the tenant's log")
  .option('--json', 'print one JSON array')
  .action(async (options: DoctorOptions) => (await import('./doctor.ts')).printDiagnosis(options))

program
  .command('deploy')
  .description('deploy everything in the order that the bindings require')
  .option('--env <name>', 'an environment of wrangler.toml', 'production')
  .option('--only <folder...>', 'a folder under workers/, or gateway', [])
  .option('--dry-run', 'build every Worker and show the steps of a first deploy; send nothing')
  .option('--secrets <file>', "a file with the gateway's secrets: JSON, or lines as in .dev.vars")
  .option('--url <url>', 'where people reach the gateway, if it is not what wrangler.toml says')
  .option('--no-doctor', 'deploy without checking configuration and tenant')
  .option('--no-smoke', 'do not ask the gateway afterwards')
  .option('--settle <seconds>', 'how long the gateway may take until it answers correctly afterwards', '90')
  .action(async (options: DeployOptions) => (await import('./deploy.ts')).deployAll(options))

program
  .command('revoke')
  .description(
    'refuse everything that was issued until now: for a user, an application, a session, an organization, or everyone',
  )
  .option('--subject <id>', 'a user or a machine, by the claim sub: auth0|64b5f0c2a1')
  .option('--client <id>', 'an application, by its client id')
  .option('--session <id>', 'a session of the tenant, by its sid')
  .option('--organization <id>', 'an organization, by its org_id')
  .option('--member <id>', 'a user within --organization, by the claim sub')
  .option('--all', 'everyone')
  .option('--undo', 'take a revocation back')
  .option('--env <name>', 'the gateway of this environment of wrangler.toml; without it the one on this machine')
  .option('--url <url>', 'where the gateway is reached, if wrangler.toml has no route with a custom domain')
  .action(async (options: RevokeOptions) => (await import('./revoke.ts')).revoke(options))

const tenant = program.command('tenant').description('a local tenant for any project, and what your own must have')

tenant
  .command('serve', { isDefault: true })
  .description('serve the local tenant by itself, as a stand-in of Auth0 for any project')
  .option('--port <number>', 'the port that it listens on', '6061')
  .option('--https', 'speak https, for SDKs that insist on it')
  .option('--audience <id>', "the API's identifier; otherwise https://api.gatehouse.local")
  .option(
    '--permissions <names...>',
    "the API's scopes; otherwise those of the contracts in this folder, if there are any",
  )
  .option('--callback <urls...>', 'where the application local-app may send people back to')
  .action(async (options: ServeOptions) => (await import('./tenant-serve.ts')).serveTenant(options))

for (const [name, description] of [
  ['plan', 'show what `tenant apply` would change in your tenant and in the variables of the project'],
  ['apply', 'bring your tenant to what the project asks for, and the variables of the project to the tenant'],
] as const) {
  const command = tenant
    .command(name)
    .description(description)
    .option('--env <name>', 'an environment of wrangler.toml; without it development, whose variables are in .dev.vars')
    .option(
      '--domain <name>',
      'the tenant, never its custom domain; otherwise the first AUTH0_DOMAIN of the environment',
    )
    .option('--audience <id>', "the API's identifier; otherwise the first AUTH0_AUDIENCE of the environment")
    .option('--url <url>', 'where people reach the gateway, if wrangler.toml has no route with a custom domain')
    .option('--prune', 'delete what is ours and nothing asks for any more')
    .option('--token-stdin', 'read a token of the Management API from standard input')
    .option('--json', 'print one JSON object')
  if (name === 'apply')
    command
      .option('--yes', 'do not ask')
      .action(async (options: ApplyOptions) => (await import('./tenant-apply.ts')).apply(options))
  else
    command
      .addOption(
        new Option('--permissions', 'print the scopes and settings of the API; ask no tenant').conflicts([
          'terraform',
          'deployCli',
          'check',
        ]),
      )
      .addOption(new Option('--terraform', 'the same for the provider auth0/auth0').conflicts(['deployCli', 'check']))
      .addOption(
        new Option('--deploy-cli', 'the same as a part of tenant.yaml for auth0-deploy-cli').conflicts('check'),
      )
      .option('--check', 'fail when there is a change')
      .action(async (options: PlanOptions) => (await import('./tenant-plan.ts')).printPlan(options))
}

const api = program.command('api').description('the API that clients see')

api
  .command('diff')
  .description('print what changed in the API since a revision, and fail if a change breaks a client')
  .argument('[base]', 'a revision; otherwise the last tag, or the commit before this one where there is no tag')
  .option('--allow', 'do not fail')
  .option('--json', 'print one JSON array')
  .option('--record <version>', 'also write the changes to src/api-releases.json, which /docs/changes shows')
  .action(async (base: string | undefined, options: DiffOptions) =>
    (await import('./api-diff.ts')).printChanges(base, options),
  )

program
  .command('completion')
  .description('print a script that completes this command in a shell')
  .argument('<shell>', SHELLS.join(', '))
  .action((shell: string) => console.log(completionOf(program, shell)))

try {
  await program.parseAsync()
} catch (error) {
  if (!isForPeople(error)) throw error
  console.error(error.message)
  const command = program.commands.find((one) => one.name() === process.argv[2])
  if (error instanceof UsageError && command !== undefined) command.outputHelp({ error: true })
  process.exitCode = error instanceof CommandError ? error.exitStatus : 1
}
