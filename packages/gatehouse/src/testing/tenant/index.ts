// Wires the local tenant: an identity provider shaped like Auth0, endpoint by endpoint, for development and tests. It issues tokens to
// every caller, so it must never be deployed.
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { avatarSvg, FORM_POST_SCRIPT, initialsOf, STYLESHEET } from './assets.ts'
import { authorize } from './authorize.ts'
import { controls } from './controls.ts'
import { activate, beginDeviceFlow, showActivation } from './device-flow.ts'
import { USERS } from './directory.ts'
import { meetFault } from './faults.ts'
import { showHome } from './home.ts'
import { logIn, showLogin } from './login.ts'
import { comeBackFromProvider, confirmLogout, logOutOfAuth0, logOutOfOidc } from './logout.ts'
import { serveManagement } from './management/routes.ts'
import { showConfiguration, showKeySet } from './metadata.ts'
import { pushAuthorization } from './pushed-authorization.ts'
import { revokeToken } from './revocation.ts'
import { confirmSecondFactor, SECOND_FACTOR_PATH, showSecondFactor } from './second-factor.ts'
import { ledgerOf, makeTenant, type TenantBindings } from './tenant.ts'
import { exchangeToken } from './token-endpoint.ts'
import { showUserinfo } from './userinfo.ts'
import { WEB_MESSAGE_SCRIPT } from './web-message.ts'

export { Ledger } from './ledger.ts'

const app = new Hono<TenantBindings>()

app.use(async (c, next) => {
  const ledger = ledgerOf(c.env)
  // The controls are not counted and cannot be made to fail: a test must always be able to reset them.
  if (c.req.path.startsWith('/_tenant/')) {
    c.set('tenant', makeTenant(c.req.url, await ledger.settings(), ledger))
    return next()
  }
  const { settings, fault } = await ledger.arrive(c.req.path)
  const tenant = makeTenant(c.req.url, settings, ledger)
  c.set('tenant', tenant)
  c.header('date', new Date(tenant.nowSeconds * 1000).toUTCString())
  const answer = fault === null ? undefined : await meetFault(fault)
  return answer ?? next()
})

app.use('/.well-known/*', cors())

const applicationCors = cors({
  credentials: true,
  // A page must read it to send the next proof (RFC 9449 §8).
  exposeHeaders: ['DPoP-Nonce', 'WWW-Authenticate'],
  // As at Auth0, the origins of callbacks count as allowed. A preflight doesn't name its client, so any client's do.
  origin: async (origin, c) => {
    const clients = await ledgerOf(c.env).clients()
    const allowed = clients.flatMap(({ webOrigins, callbacks, allowedOrigins = [] }) => [
      ...webOrigins,
      ...callbacks,
      ...allowedOrigins,
    ])
    // A callback with a scheme of its own has the origin "null", and so has every sandboxed frame.
    return origin !== 'null' && allowed.some((url) => new URL(url).origin === origin) ? origin : null
  },
})
app.use('/oauth/token', applicationCors)
app.use('/oauth/revoke', applicationCors)
app.use('/userinfo', applicationCors)

app.get('/', showHome)
app.get('/.well-known/jwks.json', showKeySet)
app.get('/.well-known/openid-configuration', showConfiguration)
app.get('/.well-known/oauth-authorization-server', showConfiguration)
app.get('/authorize', authorize)
app.get('/u/login', showLogin)
app.post('/u/login', logIn)
app.get(SECOND_FACTOR_PATH, showSecondFactor)
app.post(SECOND_FACTOR_PATH, confirmSecondFactor)
app.post('/oauth/token', exchangeToken)
app.post('/oauth/par', pushAuthorization)
app.post('/oauth/revoke', revokeToken)
app.post('/oauth/device/code', beginDeviceFlow)
app.get('/activate', showActivation)
app.post('/activate', activate)
app.on(['GET', 'POST'], '/userinfo', showUserinfo)
app.get('/v2/logout', logOutOfAuth0)
app.on(['GET', 'POST'], '/oidc/logout', logOutOfOidc)
app.post('/u/logout', confirmLogout)
app.get('/u/provider-logout', comeBackFromProvider)
app.all('/api/v2/*', serveManagement)
app.route('/_tenant', controls)

app.get('/u/style.css', (c) => c.body(STYLESHEET, 200, { 'content-type': 'text/css;charset=utf-8' }))
app.get('/u/form-post.js', (c) => c.body(FORM_POST_SCRIPT, 200, { 'content-type': 'text/javascript;charset=utf-8' }))
app.get('/u/web-message.js', (c) =>
  c.body(WEB_MESSAGE_SCRIPT, 200, { 'content-type': 'text/javascript;charset=utf-8' }),
)
app.get('/u/avatar/:file{.+\\.svg}', (c) => {
  const user = USERS.find(({ nickname }) => `${nickname}.svg` === c.req.param('file'))
  if (user === undefined) return c.notFound()
  return c.body(avatarSvg(initialsOf(user.name)), 200, { 'content-type': 'image/svg+xml' })
})

export default app
