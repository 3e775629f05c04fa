// Bodies that come and go piece by piece.
import { note, noted } from './journal.ts'

const PIECE = new Uint8Array(65_536)
const FOREVER_PAUSE_MILLIS = 5

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Reads a body to its end, keeps nothing of it, and notes its beginning and how it ended. */
export async function receive({ body, headers }: Request, id: string): Promise<Response> {
  // One buffer for all pieces: nothing is left to the garbage collector that a test could take for a kept body.
  const reader = body?.getReader({ mode: 'byob' })
  let buffer = new Uint8Array(PIECE.length)
  let bytes = 0
  try {
    for (;;) {
      const read = await reader?.read(buffer)
      if (read?.value === undefined || read.done) break
      if (bytes === 0) note(id, 'began')
      bytes += read.value.byteLength
      buffer = new Uint8Array(read.value.buffer)
    }
    note(id, 'ended')
  } catch (error) {
    note(id, 'broke off')
    throw error
  }
  return Response.json({ bytes, declared: headers.get('content-length') })
}

/** So many bytes, made as they are asked for. */
export function download(bytes: number, isDeclared: boolean): Response {
  let left = bytes
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (left <= 0) return controller.close()
      controller.enqueue(left >= PIECE.length ? PIECE : PIECE.slice(0, left))
      left -= PIECE.length
    },
  })
  return new Response(isDeclared ? body.pipeThrough(new FixedLengthStream(bytes)) : body)
}

/** One piece at once, and the last only when the test has noted `more`. */
export function trickle(id: string): Response {
  return new Response(
    new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(encode('first')),
      pull: async (controller) => {
        await noted(id, 'more')
        controller.enqueue(encode(' last'))
        controller.close()
      },
    }),
  )
}

/** Two events, the second only when the test has noted that it has the first. */
export function streamEvents(id: string): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encode('id: 1\ndata: first\n\n')),
    pull: async (controller) => {
      await noted(id, 'received 1')
      controller.enqueue(encode('id: 2\ndata: second\n\n'))
      controller.close()
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' } })
}

/** Never ends by itself; notes when nobody reads any more. */
export function streamForever(id: string): Response {
  return new Response(
    new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        controller.enqueue(PIECE)
        await scheduler.wait(FOREVER_PAUSE_MILLIS)
      },
      cancel: () => note(id, 'cancelled'),
    }),
  )
}

/** Does not answer before the test has noted `more`; notes when nobody waits any more. */
export async function hang({ signal }: Request, id: string): Promise<Response> {
  signal.addEventListener('abort', () => note(id, 'aborted'))
  note(id, 'waiting')
  await noted(id, 'more')
  return new Response('late')
}
