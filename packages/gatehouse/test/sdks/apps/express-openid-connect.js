// express-openid-connect, as its EXAMPLES.md calls an API: https://github.com/auth0/express-openid-connect
import express from 'express'
import openid from 'express-openid-connect'
import {
  callPayments,
  CLIENT_ID,
  CLIENT_SECRET,
  COOKIE_SECRET,
  pageOf,
  SCOPE,
  startApplication,
} from './application.js'

await startApplication(({ origin, tenant, gateway, audience }) => {
  const app = express()
  app.use(
    openid.auth({
      issuerBaseURL: tenant,
      baseURL: origin,
      clientID: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      secret: COOKIE_SECRET,
      authRequired: false,
      idpLogout: true,
      authorizationParams: { response_type: 'code id_token', audience, scope: SCOPE },
    }),
  )
  app.get('/', (request, response) => response.send(pageOf(request.oidc.user?.name)))
  app.get('/payments', openid.requiresAuth(), async (request, response) => {
    response.send(pageOf(request.oidc.user.name, await callPayments(gateway, request.oidc.accessToken.access_token)))
  })
  app.get('/renew', openid.requiresAuth(), async (request, response) => {
    const { access_token: token } = await request.oidc.accessToken.refresh()
    response.send(pageOf(request.oidc.user.name, await callPayments(gateway, token)))
  })
  return app
})
