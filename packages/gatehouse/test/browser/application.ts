// A single-page application on an origin of its own: the program that docs/signing-in.md shows, with Auth0's own SDK, as a browser
// loads it without a bundler.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const SDK = new URL(
  'auth0-spa-js.production.esm.js',
  import.meta.resolve('@auth0/auth0-spa-js').replace(/lib\/[^/]+$/, ''),
)
const SIGNING_IN = new URL('../../../../docs/signing-in.md', import.meta.url)
const PAGE = `<!doctype html>
<title>A single-page application</title>
<link rel="icon" href="data:," />
<script type="importmap">{ "imports": { "@auth0/auth0-spa-js": "/sdk.js" } }</script>
<p id="person"></p>
<button id="log-in">Log in</button><button id="log-out">Log out</button><button id="show-payments">Show payments</button>
<output></output>
<script type="module" src="/program.js"></script>`

/** Where the program's gateway and tenant are, in place of those of `npm run dev`. */
export interface Places {
  readonly url: string
  readonly tenantUrl: string
}

/** A running application. */
export interface Application {
  readonly origin: string
  /** From now on its program calls these. */
  use(places: Places): void
  stop(): Promise<void>
}

/** Starts the application; a page that is loaded before `use` has been called gets no program. */
export async function startApplication(): Promise<Application> {
  const [sdk, program] = await Promise.all([readFile(SDK), readProgram()])
  const files = new Map<string | undefined, { readonly type: string; readonly content: string | Buffer }>([
    ['/', { type: 'text/html', content: PAGE }],
    ['/sdk.js', { type: 'text/javascript', content: sdk }],
  ])
  const server = createServer((request, response) => {
    const file = files.get(request.url?.replace(/\?.*/s, ''))
    response.writeHead(file === undefined ? 404 : 200, {
      'content-type': `${file?.type ?? 'text/plain'};charset=utf-8`,
    })
    response.end(file?.content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    use: ({ url, tenantUrl }) => {
      const placed = program.replaceAll('http://localhost:6061', tenantUrl).replaceAll('http://localhost:6060', url)
      // A test may reach for the client, to do what the program has no button for.
      files.set('/program.js', { type: 'text/javascript', content: `${placed}\nwindow.auth0 = auth0\n` })
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readProgram(): Promise<string> {
  const blocks = [...(await readFile(SIGNING_IN, 'utf8')).matchAll(/^```js\n(.+?)^```$/gms)].map(
    ([, code]) => code ?? '',
  )
  const [program, ...others] = blocks.filter((code) => code.includes("from '@auth0/auth0-spa-js'"))
  if (program === undefined || others.length > 0) throw new Error('docs/signing-in.md shows one program with the SDK')
  return program
}
