// Sets the headers that tell a browser that a JSON response is data, and not a page or a script.

/** The headers of a data response (Fetch §3.3 and §3.7, Content Security Policy Level 3). */
export const DATA_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const

/** Sets them on a JSON response; on any other response it sets nothing. */
export function setDataHeaders(headers: Headers): void {
  if (headers.get('content-type')?.startsWith('application/json') !== true) return
  for (const [name, value] of Object.entries(DATA_HEADERS)) headers.set(name, value)
}
