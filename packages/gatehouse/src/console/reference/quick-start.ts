// Says how a caller of each kind gets a token. A script fills in the tenant and the audience.
import { html } from 'hono/html'
import type { Html } from '../html.ts'
import { SAMPLE_AUDIENCE, SAMPLE_ORIGIN, SAMPLE_TENANT, SAMPLE_TOKEN } from '../placeholders.ts'

const MACHINE = `curl ${SAMPLE_TENANT}/oauth/token \\
  -d grant_type=client_credentials \\
  -d client_id=$CLIENT_ID -d client_secret=$CLIENT_SECRET \\
  -d audience=${SAMPLE_AUDIENCE}`

const PAGE = `location.assign('/auth/login?returnTo=/&scope=read:things')
// When the person is back:
const response = await fetch('/things')`

const SINGLE_PAGE_APPLICATION = `const auth0 = await createAuth0Client({
  domain: '${SAMPLE_TENANT}',
  clientId: '…',
  authorizationParams: { audience: '${SAMPLE_AUDIENCE}', scope: 'openid read:things' },
})`

/** The quick start for each kind of caller. */
export function quickStart(): Html {
  return html`<section class="quick-start" aria-labelledby="start-title">
    <h2 id="start-title">Start here</h2>
    ${audience('From a terminal', 'Sign in above, and copy a sample with your token. Each sample takes it from the variable TOKEN.', `curl ${SAMPLE_ORIGIN}/me -H "Authorization: Bearer ${SAMPLE_TOKEN}"`)}
    ${audience('A machine', 'Ask the operator for an application of the type machine to machine, and get a token by its secret.', MACHINE)}
    ${audience('A page of this origin', 'Lead people to the login of the gateway. From then on the session is sent with each request, and no script sees a token.', PAGE)}
    ${audience('A single-page application elsewhere', 'Use the software development kit of Auth0, and name the audience: without it the token is refused.', SINGLE_PAGE_APPLICATION)}
  </section>`
}

function audience(who: string, how: string, program: string): Html {
  return html`<details name="audience">
    <summary>${who}</summary>
    <p>${how}</p>
    <pre tabindex="0"><code class="filled">${program}</code></pre>
  </details>`
}
