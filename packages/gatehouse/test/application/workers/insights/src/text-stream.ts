// An answer that is written piece by piece. Hono has streams for this too, but they swallow what fails on the way, and here
// half an answer must never look like a whole one.

/**
 * The bytes of texts. The next one is made when it is wanted, so nothing piles up; what is thrown breaks the stream.
 *
 * @param gone called when whoever reads it is gone: whatever the generator waits for must end then
 */
export function textStream(texts: AsyncGenerator<string, void>, gone: () => void = () => undefined) {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await texts.next()
        if (done === true) controller.close()
        else controller.enqueue(encoder.encode(value))
      },
      async cancel() {
        gone()
        await texts.return()
      },
    },
    { highWaterMark: 0 },
  )
}
