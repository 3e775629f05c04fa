// oidc-client-ts, as its documentation shows it: https://github.com/authts/oidc-client-ts
import { UserManager } from 'oidc-client-ts'
import { describe } from './browser.js'

const { tenant, clientId, origin, gateway, audience, scope } = SETTINGS

const manager = new UserManager({
  authority: tenant,
  client_id: clientId,
  redirect_uri: `${origin}/callback`,
  post_logout_redirect_uri: origin,
  scope,
  extraQueryParams: { audience },
})

document.querySelector('#root').innerHTML = `<p id="person"></p>
<button>Log in</button> <button>Show payments</button> <button>Renew</button> <button>Log out</button>
<output></output>`
const [logIn, payments, renew, logOut] = document.querySelectorAll('button')
const output = document.querySelector('output')

async function show({ access_token: token }) {
  output.textContent = ''
  const answer = await fetch(`${gateway}/payments`, { headers: { authorization: `Bearer ${token}` } })
  output.textContent = await describe(answer, token)
}

logIn.onclick = () => manager.signinRedirect()
payments.onclick = async () => show(await manager.getUser())
renew.onclick = async () => show(await manager.signinSilent())
logOut.onclick = () => manager.signoutRedirect()

if (location.pathname === '/callback') {
  await manager.signinRedirectCallback()
  history.replaceState(null, '', '/')
}
document.querySelector('#person').textContent = (await manager.getUser())?.profile.name ?? 'Nobody'
