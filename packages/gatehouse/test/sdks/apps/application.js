// What every application here has in common: a process that says where it listens, hears on its input which tenant and which
// gateway to use, and ends with its input; and one page, with a link for each thing that a person can do.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'

/** The client of the local tenant that all applications are. */
export const CLIENT_ID = 'local-app'
export const CLIENT_SECRET = 'local-app-secret'
export const SCOPE = 'openid profile email read:payments offline_access'
/** Encrypts the cookies of an application. */
export const COOKIE_SECRET = 'a secret of at least thirty-two characters, for tests'

/**
 * Starts the application.
 * @param makeHandler gives the request handler for `{ origin, tenant, domain, gateway, audience }`
 */
export async function startApplication(makeHandler) {
  let handler = refuse
  const server = createServer((request, response) => handler(request, response))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${server.address().port}`
  console.log(origin)
  for await (const line of createInterface({ input: process.stdin })) {
    const settings = JSON.parse(line)
    handler = await makeHandler({ origin, domain: new URL(settings.tenant).host, ...settings })
    console.log('ready')
  }
  process.exit()
}

function refuse(_request, response) {
  response.writeHead(503).end()
}

/** The page: who is logged in, what they can do, and what came of it. */
export function pageOf(name, output = '') {
  return `<!doctype html>
<title>An application</title>
<link rel="icon" href="data:," />
<p id="person">${escape(name ?? 'Nobody')}</p>
<a href="/login">Log in</a> <a href="/payments">Show payments</a> <a href="/renew">Renew</a> <a href="/logout">Log out</a>
<output>${escape(output)}</output>`
}

/** Calls the gateway with the token, and gives as JSON what it answered and what the token says. */
export async function callPayments(gateway, accessToken) {
  const answer = await fetch(`${gateway}/payments`, { headers: { authorization: `Bearer ${accessToken}` } })
  return describeAnswer(answer, accessToken)
}

export async function describeAnswer(answer, accessToken) {
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1], 'base64url').toString())
  return JSON.stringify({ status: answer.status, body: await answer.json(), claims })
}

/** Sends what a web handler answers through Node's response. */
export async function sendWebResponse(answer, response) {
  answer.headers.forEach((value, name) => name !== 'set-cookie' && response.setHeader(name, value))
  const cookies = answer.headers.getSetCookie()
  if (cookies.length > 0) response.setHeader('set-cookie', cookies)
  response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()))
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
