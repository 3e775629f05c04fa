// Checks whether the tenant knows the configured application and API, and allows the URLs that people return to.
import { AUTH0_PAGES } from '../../problem/dashboard-pages.ts'
import {
  allowCallback,
  allowGrants,
  allowLogoutUrl,
  COPY_CLIENT_ID,
  COPY_CLIENT_SECRET,
  createApi,
  SKIP_CALLBACK_CONFIRMATION,
  USE_OWN_API,
} from '../../problem/dashboard-remedies.ts'
import type { Configuration } from '../../tenant/configuration.ts'
import { isLoopbackAddress } from '../../tenant/tenant-domain.ts'
import { loginSettingsOf } from '../../tenant/login/login-settings.ts'
import { type AuthorizeAnswer, askAuthorize } from './authorize.ts'
import { bad, type Finding, good, skipped, warning } from './finding.ts'
import { ask, ASK_AGAIN, type DoctorDependencies, isBusy, wordsFor } from './tenant.ts'

/** The facts to check besides the configuration. */
export interface ApplicationParts {
  /** The URL of the gateway for people, without a closing slash; `null` when it is not known. */
  readonly gatewayUrl: string | null
  /** Whether to try the secret: the attempt shows in the tenant's log. */
  readonly login: boolean
}

/** An address that an application must have registered. */
interface Place {
  readonly clientId: string
  readonly url: string
}

/** Responses of a tenant that would ask the person first, in place of a silent login. */
const CONFIRMATION_ERRORS: ReadonlySet<string | null> = new Set(['consent_required', 'interaction_required'])
const CONFIRMATION = `nothing is wrong: of a callback on this machine Auth0 asks at each login, and no login is silent. To stop that, ${SKIP_CALLBACK_CONFIRMATION}`

/** Auth0 shows in `sub` whose a token is. Without this claim another issuer's subject is neither a user nor a machine. */
const SAYS_KIND =
  'writes the claim sub_profile ("user", "service" or "ai_agent") into its access tokens: without it `user`, `machine` and `signedIn` refuse them'

const NOWHERE = 'https://doctor.invalid/'

/** Looks at API and applications. */
export async function checkApplication(
  configuration: Configuration,
  { gatewayUrl, login }: ApplicationParts,
  dependencies: DoctorDependencies,
): Promise<Finding[]> {
  const { clientId, pagesClientId, callbackUrl, domains, audiences } = configuration
  if (domains[0].discoveryUrl !== null)
    return [
      skipped(
        'application',
        `${domains[0].issuer} is not Auth0: check the application there, and that it ${SAYS_KIND}`,
      ),
    ]
  const audienceForms = audiences.map((audience) => audienceForm(audience, configuration))
  if (clientId === null || pagesClientId === null)
    return [...audienceForms.filter(isFinding), skipped('application', 'AUTH0_CLIENT_ID is not set: nobody can log in')]
  const callbacks: Place[] = [
    ...(gatewayUrl === null ? [] : [{ clientId: pagesClientId, url: `${gatewayUrl}/docs/oauth2-redirect` }]),
    ...(callbackUrl === null ? [] : [{ clientId, url: callbackUrl }]),
  ]
  const clients = [...new Set([clientId, pagesClientId])]
  const { origin } = domains[0]
  // The response shows whether a client is known even without a valid callback.
  const asked = [
    ...callbacks,
    ...clients
      .filter((id) => !callbacks.some((place) => place.clientId === id))
      .map((id) => ({ clientId: id, url: NOWHERE })),
  ]
  try {
    const told = await Promise.all(
      asked.map(async ({ clientId: id, url }) => ({
        clientId: id,
        answer: await askAuthorize({ origin, clientId: id, audience: audiences[0], callback: url }, dependencies),
      })),
    )
    const answers = told.map(({ answer }) => answer)
    const known = clients.map((id) =>
      checkClient(
        id,
        told.filter((each) => each.clientId === id).map(({ answer }) => answer),
      ),
    )
    if (answers.some(({ kind }) => kind === 'client_unknown')) return [...audienceForms.filter(isFinding), ...known]
    return [
      ...checkAudiences(audiences, audienceForms, answers),
      ...known,
      ...(callbacks.length === 0
        ? [skipped('callback', 'the address of the gateway is not known: give it with --url')]
        : callbacks.flatMap(({ url }, index) => {
            const answer = answers[index]
            return answer === undefined ? [] : [checkCallback(url, answer)]
          })),
      ...(await checkLogout(origin, placesAfterLogout(gatewayUrl, configuration), dependencies)),
      await checkSecret(configuration, callbackUrl ?? asked[0]?.url ?? NOWHERE, login, dependencies),
    ]
  } catch (error) {
    const remedy = 'run it again; if the tenant answers other questions, see its status page'
    return [bad('application', `the tenant does not answer (${wordsFor(error)})`, remedy)]
  }
}

function isFinding(finding: Finding | null): finding is Finding {
  return finding !== null
}

// An identifier that an API of the project cannot have.
function audienceForm(audience: string, { clientId, domains }: Configuration): Finding | null {
  if (audience === clientId)
    return bad(
      'audience',
      `${audience} is the client id: id tokens would be taken for access tokens`,
      USE_OWN_API,
      AUTH0_PAGES.api,
    )
  if (domains.some(({ origin }) => audience === `${origin}/userinfo`))
    return bad('audience', `${audience} is the tenant's own: every login has it`, USE_OWN_API, AUTH0_PAGES.api)
  if (/\/api\/v2\/?$/.test(audience))
    return bad('audience', `${audience} is Auth0's Management API`, USE_OWN_API, AUTH0_PAGES.api)
  return null
}

function checkAudiences(
  audiences: readonly string[],
  forms: readonly (Finding | null)[],
  answers: readonly AuthorizeAnswer[],
): Finding[] {
  const unknown = answers.some(({ kind }) => kind === 'audience_unknown')
  // A callback that is not known hides what the tenant thinks of the audience.
  const asked = answers.some(({ kind }) => kind === 'accepted')
  return audiences.map((audience, index) => {
    const form = forms[index] ?? null
    if (form !== null) return form
    if (index > 0 || (!asked && !unknown)) return good('audience', `${audience} looks like one`)
    if (!unknown) return good('audience', `${audience} is known to the tenant`)
    return bad('audience', `the tenant knows no API ${audience}`, createApi(audience), AUTH0_PAGES.api)
  })
}

/** Responses that the tenant gives only for a known client. */
const CLIENT_KNOWN: readonly AuthorizeAnswer['kind'][] = ['accepted', 'callback_unknown', 'audience_unknown']

function checkClient(clientId: string, answers: readonly AuthorizeAnswer[]): Finding {
  if (answers.some(({ kind }) => CLIENT_KNOWN.includes(kind)))
    return good('client', `${clientId} is known to the tenant`)
  const [first] = answers
  if (first !== undefined && 'words' in first)
    return bad('client', `the tenant did not say whether it knows ${clientId} (${first.words})`, ASK_AGAIN)
  return bad('client', `the tenant knows no application ${clientId}`, COPY_CLIENT_ID, AUTH0_PAGES.application)
}

function checkCallback(callback: string, answer: AuthorizeAnswer): Finding {
  if (answer.kind === 'accepted' && isLoopbackAddress(callback) && CONFIRMATION_ERRORS.has(answer.error))
    return warning(
      'callback',
      `${callback} is allowed, and the tenant asks people about it (${answer.error})`,
      CONFIRMATION,
      AUTH0_PAGES.localCallback,
    )
  if (answer.kind === 'accepted' || answer.kind === 'audience_unknown')
    return good('callback', `${callback} is allowed`)
  if (answer.kind === 'unanswered')
    return bad('callback', `${callback}: the tenant did not say whether it is allowed (${answer.words})`, ASK_AGAIN)
  const remedy = allowCallback(callback)
  if (answer.kind === 'other')
    return bad('callback', `${callback}: the tenant answered ${answer.words}`, remedy, AUTH0_PAGES.application)
  return bad('callback', `${callback} is not allowed`, remedy, AUTH0_PAGES.application)
}

// The pages log out and come back to themselves; login with a session comes back to the root.
function placesAfterLogout(gatewayUrl: string | null, configuration: Configuration): Place[] {
  const { clientId, pagesClientId } = configuration
  if (gatewayUrl === null || clientId === null || pagesClientId === null) return []
  const pages = ['/docs', '/status'].map((path) => ({ clientId: pagesClientId, url: `${gatewayUrl}${path}` }))
  return loginSettingsOf(configuration) === null ? pages : [...pages, { clientId, url: `${gatewayUrl}/` }]
}

async function checkLogout(
  origin: string,
  places: readonly Place[],
  dependencies: DoctorDependencies,
): Promise<Finding[]> {
  if (places.length === 0) return [skipped('logout', 'the address of the gateway is not known: give it with --url')]
  return await Promise.all(places.map((place) => checkLogoutUrl(origin, place, dependencies)))
}

async function checkLogoutUrl(
  origin: string,
  { clientId, url: returnTo }: Place,
  dependencies: DoctorDependencies,
): Promise<Finding> {
  const query = new URLSearchParams({ client_id: clientId, returnTo })
  const answer = await ask(dependencies, `${origin}/v2/logout?${query.toString()}`)
  await answer.body?.cancel()
  const location = answer.headers.get('location') ?? ''
  if (isBusy(answer))
    return bad(
      'logout',
      `${returnTo}: the tenant did not say whether it is allowed (status ${answer.status})`,
      ASK_AGAIN,
    )
  if (URL.parse(location, origin)?.href === new URL(returnTo).href) return good('logout', `${returnTo} is allowed`)
  return bad('logout', `${returnTo} is not allowed`, allowLogoutUrl(returnTo), AUTH0_PAGES.logout)
}

// An invented code: the tenant checks the secret first, and then refuses the code.
async function checkSecret(
  { clientId, clientSecret, domains }: Configuration,
  callback: string,
  login: boolean,
  dependencies: DoctorDependencies,
): Promise<Finding> {
  if (!login) return skipped('secret', 'not tried: --login does')
  if (clientId === null || clientSecret === null) return skipped('secret', 'AUTH0_CLIENT_SECRET is not set')
  const answer = await ask(dependencies, `${domains[0].origin}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'authorization_code',
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uri: callback,
      code: 'doctor',
    }),
  })
  if (isBusy(answer)) {
    await answer.body?.cancel()
    return bad('secret', `the tenant did not say whether it takes it (status ${answer.status})`, ASK_AGAIN)
  }
  const { error } = (await answer.json().catch(() => ({}))) as { error?: string }
  if (error === 'invalid_grant') return good('secret', 'the tenant takes it')
  if (error === 'unauthorized_client')
    return bad(
      'secret',
      'the application may not use Authorization Code',
      allowGrants('Authorization Code'),
      AUTH0_PAGES.application,
    )
  return bad(
    'secret',
    `the tenant refuses it (${error ?? `status ${answer.status}`})`,
    COPY_CLIENT_SECRET,
    AUTH0_PAGES.application,
  )
}
