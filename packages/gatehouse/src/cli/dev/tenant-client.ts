// Registers the gateway's URLs at the local tenant: its application allows those of .dev.vars.example, and the added ones.

const POLL_MILLIS = 250

/** Lets people log in from a gateway on this port, and waits for the tenant to be there. @throws Error when it refuses */
export async function allowGateway(tenantUrl: string, port: number): Promise<void> {
  const origins = [`http://localhost:${port}`, `http://127.0.0.1:${port}`]
  const body = JSON.stringify({
    callbacks: origins.flatMap((origin) => [`${origin}/docs/oauth2-redirect`, `${origin}/auth/callback`]),
    logoutUrls: origins.flatMap((origin) => [origin, `${origin}/`, `${origin}/docs`, `${origin}/status`]),
    webOrigins: origins,
  })
  for (;;) {
    const answer = await fetch(`${tenantUrl}/_tenant/clients/local-app`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body,
    }).catch(() => null)
    if (answer?.ok === true) return
    if (answer !== null) throw new Error(`the local tenant does not take the gateway's addresses: ${answer.status}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS))
  }
}
