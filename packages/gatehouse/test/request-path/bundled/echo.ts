// The domain that the request path is tested with. Its own gate is taken out when it is bundled: whatever its handlers are called
// with, the gateway let in.
import type { Context } from 'hono'
import { createDomain, type DomainBindings } from '../../../src/http/domain.ts'
import { answerOddly } from './answers.ts'
import { routes } from './contract.ts'
import { note, noted, recordCall, takeCalls } from './journal.ts'
import { openSocket } from './sockets.ts'
import { download, hang, receive, streamEvents, streamForever, trickle } from './streams.ts'

type Handler = (c: Context) => Response | Promise<Response>

function recorded(operation: string, handler: Handler): Handler {
  return (c) => {
    recordCall(operation, c.req.raw)
    return handler(c)
  }
}

function mirror(operation: string): Handler {
  return recorded(operation, async (c) => {
    const { method, url, headers, body } = c.req.raw
    const text = body === null ? null : await c.req.text()
    return c.json({ operation, method, url, headers: [...headers], body: text })
  })
}

const idOf = (c: Context): string => c.req.param('id') ?? c.req.query('id') ?? ''

export default createDomain<DomainBindings, typeof routes>({
  routes,
  handlers: {
    mirrorOpen: mirror('mirrorOpen'),
    mirrorOpenPost: mirror('mirrorOpenPost'),
    mirrorGuest: mirror('mirrorGuest'),
    mirrorGuarded: mirror('mirrorGuarded'),
    mirrorGuardedPost: mirror('mirrorGuardedPost'),
    mirrorGuardedPut: mirror('mirrorGuardedPut'),
    mirrorGuardedPatch: mirror('mirrorGuardedPatch'),
    mirrorGuardedDelete: mirror('mirrorGuardedDelete'),
    mirrorItem: mirror('mirrorItem'),
    mirrorPart: mirror('mirrorPart'),
    mirrorSlash: mirror('mirrorSlash'),
    mirrorLocked: mirror('mirrorLocked'),
    mirrorStrict: mirror('mirrorStrict'),
    receive: recorded('receive', (c) => receive(c.req.raw, idOf(c))),
    receiveSmall: recorded('receiveSmall', (c) => receive(c.req.raw, idOf(c))),
    download: recorded('download', (c) =>
      download(Number(c.req.query('bytes') ?? 0), c.req.query('declared') === 'yes'),
    ),
    trickle: recorded('trickle', (c) => trickle(idOf(c))),
    streamEvents: recorded('streamEvents', (c) => streamEvents(idOf(c))),
    streamForever: recorded('streamForever', (c) => streamForever(idOf(c))),
    hang: recorded('hang', (c) => hang(c.req.raw, idOf(c))),
    openSocket: recorded('openSocket', (c) => openSocket(c.req.raw, idOf(c))),
    answerOddly: recorded('answerOddly', (c) => answerOddly(c.req.raw, c.req.param('kind') ?? '')),
    failInside: recorded('failInside', () => {
      throw new Error('the secret cause')
    }),
    waitForNote: async (c) => c.json(await noted(idOf(c), c.req.query('until'))),
    takeNote: (c) => {
      note(idOf(c), c.req.query('say') ?? '')
      return c.body(null, 204)
    },
    showCalls: (c) => c.json(takeCalls()),
  },
})
