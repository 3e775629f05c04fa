// @auth0/auth0-react, as its README shows it, with tokens that are bound to a key: https://github.com/auth0/auth0-react
import { Auth0Provider, useAuth0 } from '@auth0/auth0-react'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import { describe } from './browser.js'

const { domain, clientId, origin, gateway, audience, scope } = SETTINGS

function App() {
  const { user, isLoading, error, loginWithRedirect, logout, getAccessTokenSilently, createFetcher } = useAuth0()
  const [output, setOutput] = useState('')
  const show = async (options) => {
    setOutput('')
    const token = await getAccessTokenSilently(options)
    const answer = await createFetcher({ dpopNonceId: 'gateway' }).fetchWithAuth(
      `${gateway}/payments`,
      {},
      { audience, scope: scope.split(' ') },
    )
    setOutput(await describe(answer, token))
  }
  if (isLoading) return null
  return (
    <>
      <p id="person">{error?.message ?? user?.name ?? 'Nobody'}</p>
      <button onClick={() => loginWithRedirect()}>Log in</button>
      <button onClick={() => show()}>Show payments</button>
      <button onClick={() => show({ cacheMode: 'off' })}>Renew</button>
      <button onClick={() => logout({ logoutParams: { returnTo: origin } })}>Log out</button>
      <output>{output}</output>
    </>
  )
}

createRoot(document.getElementById('root')).render(
  <Auth0Provider
    domain={domain}
    clientId={clientId}
    useRefreshTokens
    useDpop
    authorizationParams={{ redirect_uri: origin, audience, scope }}
  >
    <App />
  </Auth0Provider>,
)
