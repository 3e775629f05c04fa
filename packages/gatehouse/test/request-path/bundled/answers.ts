// Answers that are easily spoilt on the way.

const CONTENT = '0123456789'
const TAG = '"v1"'

/** The answer of this kind. */
export function answerOddly({ headers }: Request, kind: string): Response {
  switch (kind) {
    case 'content':
      return content(headers.get('range'))
    case 'tagged':
      return headers.get('if-none-match') === TAG
        ? new Response(null, { status: 304, headers: { etag: TAG } })
        : new Response(CONTENT, { headers: { etag: TAG } })
    case 'cookies': {
      const answer = new Response('')
      answer.headers.append('set-cookie', 'a=1; Expires=Wed, 01 Jan 2031 00:00:00 GMT')
      answer.headers.append('set-cookie', 'b=2; HttpOnly')
      return answer
    }
    case 'acting':
      return new Response('', {
        headers: {
          'set-cookie': '__Host-gatehouse-session=theirs; Path=/; Secure',
          'clear-site-data': '"*"',
          'strict-transport-security': 'max-age=0',
          'access-control-allow-origin': '*',
          'access-control-allow-credentials': 'true',
        },
      })
    case 'repeated': {
      const answer = new Response('')
      answer.headers.append('link', '</a>; rel=next')
      answer.headers.append('link', '</b>; rel=prev')
      return answer
    }
    case 'redirect':
      return new Response(null, { status: 302, headers: { location: '/echo/open' } })
    case 'teapot':
      return new Response('short and stout', { status: 418 })
    case 'gone':
      return new Response(null, { status: 204 })
    case 'empty':
      return new Response(null, { status: 200 })
    default:
      return new Response(kind, { status: 404 })
  }
}

function content(range: string | null): Response {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? []
  const headers = { 'accept-ranges': 'bytes', 'content-type': 'text/plain' }
  if (from === undefined || to === undefined) return new Response(CONTENT, { headers })
  return new Response(CONTENT.slice(Number(from), Number(to) + 1), {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${from}-${to}/${CONTENT.length}` },
  })
}
