// Asks for the values that no option has set, if there is a terminal.
import { stdin, stdout } from 'node:process'
import { cancel, confirm, intro, isCancel, text } from '@clack/prompts'
import { findNameFault } from '../../gatehouse/src/cli/service-name.ts'
import { type Answers, type GivenAnswers, nameFault, refuseFault, tenantFault, usualAnswers } from './answers.ts'
import { CreateError } from './create-error.ts'

const SET_UP =
  'Set up the tenant now? It needs an application that may use the Management API, and shows every change first.'
const NOTHING_TAKEN = {
  services: [],
  paths: [],
  bindings: ['KEYS', 'PROOFS', 'EXCHANGE', 'ASSETS', 'ANALYTICS'],
  schemas: [],
}

const tenantFaultUnlessEmpty = (given: string | undefined): string | undefined =>
  given ? tenantFault(given) : undefined
const domainFault = (name: string): string | undefined => findNameFault(name, NOTHING_TAKEN) ?? undefined

/** Completes the answers. @throws CreateError for an answer that can't be, or when the questions are left */
export async function ask({ yes = false, ...given }: GivenAnswers): Promise<Answers> {
  const asks = !yes && stdin.isTTY && stdout.isTTY
  const answers = asks ? await askForRest(given) : fillIn(given)
  refuseFault(nameFault(answers.name))
  refuseFault(domainFault(answers.domain))
  if (answers.auth0Domain !== null) refuseFault(tenantFault(answers.auth0Domain))
  if (answers.tenant && answers.auth0Domain === null)
    throw new CreateError('--tenant needs the domain of the tenant: add --auth0-domain example.eu.auth0.com')
  if (answers.tenant && !answers.install) throw new CreateError('--tenant needs the packages: leave out --no-install')
  return answers
}

function fillIn(given: Omit<GivenAnswers, 'yes'>): Answers {
  const name = given.name ?? 'my-api'
  return { ...usualAnswers(), folder: name, ...given, name }
}

async function askForRest(given: Omit<GivenAnswers, 'yes'>): Promise<Answers> {
  const usual = usualAnswers()
  intro('Gatehouse')
  const name = given.name ?? (await askText('What is the name of the project?', 'my-api', nameFault))
  const domain = given.domain ?? (await askText('What is the first domain?', usual.domain, domainFault))
  const d1 = given.d1 ?? (await askWhether('Does it have a database (D1)?', usual.d1))
  const auth0Domain = given.auth0Domain ?? (await askTenant())
  const git = given.git ?? (await askWhether('Make a git repository?', usual.git))
  const install = given.install ?? (await askWhether('Install the packages?', usual.install))
  // Without the packages there is no command that could do it.
  const tenant = given.tenant ?? (install && auth0Domain !== null && (await askWhether(SET_UP, usual.tenant)))
  return { ...usual, folder: name, ...given, name, domain, d1, auth0Domain, git, install, tenant }
}

async function askText(message: string, usual: string, fault: (text: string) => string | undefined): Promise<string> {
  return answered(
    await text({ message, placeholder: usual, defaultValue: usual, validate: (given) => fault(given || usual) }),
  )
}

async function askTenant(): Promise<string | null> {
  const message = 'What is the domain of your Auth0 tenant? Leave it empty to decide later.'
  const placeholder = 'example.eu.auth0.com'
  return answered(await text({ message, placeholder, defaultValue: '', validate: tenantFaultUnlessEmpty })) || null
}

async function askWhether(message: string, initialValue: boolean): Promise<boolean> {
  return answered(await confirm({ message, initialValue }))
}

// https://www.npmjs.com/package/@clack/prompts: a symbol means that the user has cancelled.
function answered<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (!isCancel(answer)) return answer as Exclude<Answer, symbol>
  cancel('Nothing was made.')
  throw new CreateError('')
}
