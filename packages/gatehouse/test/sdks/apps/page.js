// Serves a program that runs in the browser, in one file as esbuild makes it: `node page.js auth0-react.jsx`.
import { build } from 'esbuild'
import { CLIENT_ID, SCOPE, startApplication } from './application.js'

const program = new URL(process.argv[2], import.meta.url).pathname

await startApplication(async ({ origin, tenant, domain, gateway, audience }) => {
  const settings = { origin, tenant, domain, gateway, audience, clientId: CLIENT_ID, scope: SCOPE }
  const { outputFiles } = await build({
    entryPoints: [program],
    bundle: true,
    write: false,
    format: 'esm',
    minify: true,
    jsx: 'automatic',
    define: { SETTINGS: JSON.stringify(settings), 'process.env.NODE_ENV': '"production"' },
  })
  const files = {
    '/program.js': { type: 'text/javascript', body: outputFiles[0].text },
    '/': {
      type: 'text/html',
      body: '<!doctype html><title>An application</title><link rel="icon" href="data:," /><div id="root"></div><script type="module" src="/program.js"></script>',
    },
  }
  return (request, response) => {
    const { type, body } = files[new URL(request.url, origin).pathname] ?? files['/']
    response.writeHead(200, { 'content-type': `${type};charset=utf-8` }).end(body)
  }
})
