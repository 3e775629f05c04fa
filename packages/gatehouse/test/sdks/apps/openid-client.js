// openid-client, the relying party that OpenID Foundation certifies: https://github.com/panva/openid-client
import * as client from 'openid-client'
import { CLIENT_ID, CLIENT_SECRET, describeAnswer, pageOf, SCOPE, startApplication } from './application.js'

await startApplication(async ({ origin, tenant, gateway, audience }) => {
  const config = await client.discovery(new URL(tenant), CLIENT_ID, CLIENT_SECRET)
  // The gateway on this machine has no https; the tenant was asked with it.
  client.allowInsecureRequests(config)
  const redirectUri = `${origin}/callback`
  // Bound to a key: openid-client does by itself what DPoP asks for.
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
  // One person at a time.
  let [login, tokens] = [null, null]

  const show = async () => {
    const url = new URL('/payments', gateway)
    const answer = await client.fetchProtectedResource(config, tokens.access_token, url, 'GET', undefined, undefined, {
      DPoP,
    })
    return pageOf(tokens.claims().name, await describeAnswer(answer, tokens.access_token))
  }
  const answers = {
    '/': () => pageOf(tokens?.claims().name),
    '/login': async () => {
      login = { codeVerifier: client.randomPKCECodeVerifier(), state: client.randomState() }
      return client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: SCOPE,
        audience,
        state: login.state,
        code_challenge: await client.calculatePKCECodeChallenge(login.codeVerifier),
        code_challenge_method: 'S256',
      })
    },
    '/callback': async (url) => {
      const checks = { pkceCodeVerifier: login.codeVerifier, expectedState: login.state }
      tokens = await client.authorizationCodeGrant(config, url, checks, undefined, { DPoP })
      return new URL(origin)
    },
    '/payments': show,
    '/renew': async () => {
      tokens = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP })
      return show()
    },
    '/logout': () => {
      const parameters = { post_logout_redirect_uri: origin, id_token_hint: tokens.id_token }
      tokens = null
      return client.buildEndSessionUrl(config, parameters)
    },
  }
  return async (request, response) => {
    const url = new URL(request.url, origin)
    try {
      const answer = await answers[url.pathname](url)
      if (answer instanceof URL) response.writeHead(302, { location: answer.href }).end()
      else response.writeHead(200, { 'content-type': 'text/html' }).end(answer)
    } catch (error) {
      response.writeHead(500).end(String(error.stack))
    }
  }
})
