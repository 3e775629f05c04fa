// @auth0/nextjs-auth0 with Next.js's own requests and responses, as a proxy.ts hands them over; a build of Next.js would take
// longer than all of these tests: https://github.com/auth0/nextjs-auth0
import { Auth0Client } from '@auth0/nextjs-auth0/server'
import { NextRequest, NextResponse } from 'next/server.js'
import {
  callPayments,
  CLIENT_ID,
  CLIENT_SECRET,
  COOKIE_SECRET,
  pageOf,
  SCOPE,
  sendWebResponse,
  startApplication,
} from './application.js'

const html = (name, output) => new NextResponse(pageOf(name, output), { headers: { 'content-type': 'text/html' } })

await startApplication(({ origin, tenant, gateway, audience }) => {
  const auth0 = new Auth0Client({
    domain: tenant,
    // Without it the SDK takes no domain on this machine, not with https either.
    allowInsecureRequests: true,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    secret: COOKIE_SECRET,
    appBaseUrl: origin,
    authorizationParameters: { audience, scope: SCOPE },
  })
  async function answer(request) {
    const authAnswer = await auth0.middleware(request)
    const { pathname } = request.nextUrl
    if (pathname.startsWith('/auth/')) return authAnswer
    if (pathname === '/login' || pathname === '/logout') return NextResponse.redirect(`${origin}/auth${pathname}`)
    const session = await auth0.getSession(request)
    if (pathname === '/') return html(session?.user.name)
    const { token } = await auth0.getAccessToken(request, authAnswer, { refresh: pathname === '/renew' })
    return html(session.user.name, await callPayments(gateway, token))
  }

  return async (request, response) => {
    try {
      const url = new URL(request.url, origin)
      await sendWebResponse(await answer(new NextRequest(url, { headers: request.headers })), response)
    } catch (error) {
      response.writeHead(500).end(String(error.stack))
    }
  }
})
