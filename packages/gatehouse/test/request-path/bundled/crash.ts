// A domain without the factory's care: it throws, breaks off or never answers.
const start = (controller: ReadableStreamDefaultController<Uint8Array>): void =>
  controller.enqueue(new TextEncoder().encode('the beginning'))
const pull = (): never => {
  throw new Error('the secret cause')
}

export default {
  fetch(request: Request): Response | Promise<Response> {
    switch (new URL(request.url).pathname) {
      case '/crash/throw':
        throw new Error('the secret cause')
      case '/crash/cut':
        return new Response(new ReadableStream({ start, pull }))
      default:
        // A timer, or the runtime would notice that nothing can ever come.
        return scheduler.wait(60_000).then(() => new Response('too late'))
    }
  },
}
