// Reads the requests that the commands of a document send with curl, for a test that tries them.

/** A request that posts a body. */
export interface PostRequest {
  readonly method: 'POST'
  readonly headers: Record<string, string>
  readonly body: string
}

/** Returns the requests, in their order. @param token what `$TOKEN` stands for */
export function curlRequestsOf(page: string, token: string): PostRequest[] {
  return Array.from(page.matchAll(/^curl (?:\\\n|.)*/gm), ([command]) => {
    const headers = Array.from(command.matchAll(/-H (?:"([^"]*)"|'([^']*)')/g), ([, double, single = '']) => {
      const [name = '', value = ''] = (double ?? single).replace('$TOKEN', token).split(': ')
      return [name, value] as const
    })
    const [, double, single = ''] = /-d (?:"([^"]*)"|'([^']*)')/.exec(command) ?? []
    return {
      method: 'POST',
      // As curl does it.
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...Object.fromEntries(headers) },
      body: (double ?? single).replace('$TOKEN', token),
    }
  })
}
