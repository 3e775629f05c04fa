// @auth0/auth0-server-js, as its README shows it: https://github.com/auth0/auth0-auth-js/tree/main/packages/auth0-server-js
import { CookieTransactionStore, ServerClient, StatelessStateStore } from '@auth0/auth0-server-js'
import express from 'express'
import {
  callPayments,
  CLIENT_ID,
  CLIENT_SECRET,
  COOKIE_SECRET,
  pageOf,
  SCOPE,
  startApplication,
} from './application.js'

const cookieHandler = {
  setCookie: (name, value, options, { response }) =>
    response.cookie(name, value, {
      ...options,
      ...(options?.maxAge !== undefined && { maxAge: options.maxAge * 1000 }),
    }),
  getCookie: (name, { request }) => cookiesOf(request)[name],
  getCookies: ({ request }) => cookiesOf(request),
  deleteCookie: (name, { response }) => response.clearCookie(name),
}

function cookiesOf(request) {
  const pairs = (request.headers.cookie ?? '').split('; ').map((pair) => pair.split('='))
  return Object.fromEntries(pairs.map(([name, ...value]) => [name, decodeURIComponent(value.join('='))]))
}

await startApplication(({ origin, domain, gateway, audience }) => {
  const auth0 = new ServerClient({
    domain,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    authorizationParams: { redirect_uri: `${origin}/auth/callback`, audience, scope: SCOPE },
    transactionStore: new CookieTransactionStore({ secret: COOKIE_SECRET }, cookieHandler),
    // Plain http keeps no Secure cookie on this host.
    stateStore: new StatelessStateStore({ secret: COOKIE_SECRET, cookie: { secure: false } }, cookieHandler),
  })
  const app = express()
  app.get('/', async (request, response) => {
    response.send(pageOf((await auth0.getUser({ request, response }))?.name))
  })
  app.get('/login', async (request, response) => {
    response.redirect((await auth0.startInteractiveLogin({}, { request, response })).href)
  })
  app.get('/auth/callback', async (request, response) => {
    await auth0.completeInteractiveLogin(new URL(request.url, origin), { request, response })
    response.redirect('/')
  })
  const show = async (options, store) => {
    const { accessToken } = await auth0.getAccessToken(options, store)
    const user = await auth0.getUser(store)
    store.response.send(pageOf(user.name, await callPayments(gateway, accessToken)))
  }
  app.get('/payments', (request, response) => show({}, { request, response }))
  // A token with other scopes is one that it gets with its refresh token.
  app.get('/renew', (request, response) => show({ scope: 'read:payments read:insights' }, { request, response }))
  app.get('/logout', async (request, response) => {
    response.redirect((await auth0.logout({ returnTo: origin }, { request, response })).href)
  })
  return app
})
