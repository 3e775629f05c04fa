// Registers the gateway's URLs at the local tenant: its application allows those of .dev.vars.example, and the added ones.

const POLL_MILLIS = 250

/**
 * Lets people log in from a gateway on this port, and waits for the tenant to be there. With a secret the tenant sends its events there.
 *
 * @param eventsToken the value of `AUTH0_EVENT_STREAM_TOKEN`
 * @throws Error when it refuses
 */
export async function allowGateway(tenantUrl: string, port: number, eventsToken = ''): Promise<void> {
  const origins = [`http://localhost:${port}`, `http://127.0.0.1:${port}`]
  const client = {
    callbacks: origins.flatMap((origin) => [`${origin}/docs/oauth2-redirect`, `${origin}/auth/callback`]),
    logoutUrls: origins.flatMap((origin) => [origin, `${origin}/`, `${origin}/docs`, `${origin}/status`]),
    webOrigins: origins,
  }
  for (;;) {
    const answer = await change(`${tenantUrl}/_tenant/clients/local-app`, client).catch(() => null)
    if (answer?.ok === true) break
    if (answer !== null) throw new Error(`the local tenant does not take the gateway's addresses: ${answer.status}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS))
  }
  // The first of two is the new one.
  const token = eventsToken.split(',')[0]?.trim() ?? ''
  const events = token === '' ? '' : `http://localhost:${port}/auth/events`
  await change(`${tenantUrl}/_tenant/settings`, { eventsUrl: events, eventsToken: token })
}

async function change(url: string, changes: object): Promise<Response> {
  return await fetch(url, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(changes),
  })
}
