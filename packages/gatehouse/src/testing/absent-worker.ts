// Replaces a missing Worker that others are bound to, and answers as `wrangler dev` does then.

export default {
  fetch: () => new Response('Worker "absent" not found.', { status: 503, headers: { 'content-type': 'text/plain' } }),
}
