// For programs that run in the browser.

/** Gives as JSON what the gateway answered, and what the token says. */
export async function describe(answer, accessToken) {
  const [, payload] = accessToken.split('.')
  const claims = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
  return JSON.stringify({ status: answer.status, body: await answer.json(), claims })
}
