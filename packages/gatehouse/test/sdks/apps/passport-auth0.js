// passport-auth0, as its README shows it: https://github.com/auth0/passport-auth0. It renews nothing by itself:
// passport-oauth2-refresh does, for every strategy of OAuth.
import express from 'express'
import session from 'express-session'
import passport from 'passport'
import Auth0Strategy from 'passport-auth0'
import refresh from 'passport-oauth2-refresh'
import {
  callPayments,
  CLIENT_ID,
  CLIENT_SECRET,
  COOKIE_SECRET,
  pageOf,
  SCOPE,
  startApplication,
} from './application.js'

await startApplication(({ origin, tenant, domain, gateway, audience }) => {
  const strategy = new Auth0Strategy(
    { domain, clientID: CLIENT_ID, clientSecret: CLIENT_SECRET, callbackURL: `${origin}/callback` },
    (accessToken, refreshToken, _extraParams, profile, done) => done(null, { accessToken, refreshToken, profile }),
  )
  passport.use(strategy)
  refresh.use(strategy)
  passport.serializeUser((user, done) => done(null, user))
  passport.deserializeUser((user, done) => done(null, user))

  const app = express()
  app.use(session({ secret: COOKIE_SECRET, resave: false, saveUninitialized: false }))
  app.use(passport.session())
  app.get('/', (request, response) => response.send(pageOf(request.user?.profile.displayName)))
  app.get('/login', passport.authenticate('auth0', { scope: SCOPE, audience }))
  app.get('/callback', passport.authenticate('auth0', { failureRedirect: '/failed' }), (_request, response) => {
    response.redirect('/')
  })
  const show = async ({ accessToken, profile }) => pageOf(profile.displayName, await callPayments(gateway, accessToken))
  app.get('/payments', async (request, response) => response.send(await show(request.user)))
  app.get('/renew', (request, response, next) => {
    refresh.requestNewAccessToken('auth0', request.user.refreshToken, async (error, accessToken) => {
      if (error) next(error)
      else response.send(await show({ ...request.user, accessToken }))
    })
  })
  app.get('/logout', (request, response, next) => {
    request.logout((error) => {
      const query = new URLSearchParams({ client_id: CLIENT_ID, returnTo: origin })
      if (error) next(error)
      else response.redirect(`${tenant}/v2/logout?${query}`)
    })
  })
  return app
})
