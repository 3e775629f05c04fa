// Clients of MCP that we did not write, as they come: the client library of the MCP Inspector in either revision of the protocol, and
// that of Vercel's AI SDK. Each knows the address of the gateway alone: it is refused, finds the tenant by the metadata, and logs in
// with the address of its own metadata as its id. Reads one line of JSON, and writes what the client got as another.
import { createMCPClient, auth as authorizeVercel } from '@ai-sdk/mcp'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { createInterface } from 'node:readline'

const {
  client: kind,
  gateway,
  clientId,
  callback,
  user,
  scope,
  calls,
} = JSON.parse((await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next()).value)
const url = new URL('/mcp', gateway)

/** What a person does in a browser: signs in, and is sent back. */
async function signIn(authorizationUrl) {
  const login = await fetch(authorizationUrl, { redirect: 'manual' })
  const page = new URL(login.headers.get('location'), authorizationUrl)
  const body = new URLSearchParams({ user })
  const back = await fetch(page, { method: 'POST', redirect: 'manual', body })
  return new URL(back.headers.get('location')).searchParams
}

class Provider {
  clientMetadataUrl = clientId
  redirectUrl = callback
  clientMetadata = { client_name: 'Agent', redirect_uris: [callback], ...(scope && { scope }) }
  asked = []

  // A client library that does not know metadata documents takes the id as one that is registered.
  clientInformation() {
    return kind === 'vercel' ? { client_id: clientId } : this.information
  }
  saveClientInformation(information) {
    this.information = information
  }
  authorizationServerInformation() {
    return this.server
  }
  saveAuthorizationServerInformation(server) {
    this.server = server
  }
  tokens() {
    return this.saved
  }
  saveTokens(tokens) {
    this.saved = tokens
  }
  codeVerifier() {
    return this.verifier
  }
  saveCodeVerifier(verifier) {
    this.verifier = verifier
  }
  async redirectToAuthorization(authorizationUrl) {
    this.asked.push(Object.fromEntries(authorizationUrl.searchParams))
    this.answer = await signIn(authorizationUrl)
  }
}

const provider = new Provider()

async function connectOfficial(mode) {
  const connect = async () => {
    const transport = new StreamableHTTPClientTransport(url, { authProvider: provider })
    const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } })
    return { client, transport }
  }
  const first = await connect()
  const refused = await first.client.connect(first.transport).then(
    () => null,
    (error) => error.constructor.name,
  )
  await first.transport.finishAuth(provider.answer)
  const { client, transport } = await connect()
  await client.connect(transport)
  return {
    refused,
    list: async () => (await client.listTools()).tools,
    call: (name, args) => client.callTool({ name, arguments: args }),
    version: () => client.getNegotiatedProtocolVersion?.() ?? transport.protocolVersion,
    close: () => client.close(),
  }
}

async function connectVercel() {
  const open = () => createMCPClient({ transport: { type: 'http', url: url.href, authProvider: provider } })
  const refused = await open().then(
    () => null,
    (error) => error.constructor.name,
  )
  await authorizeVercel(provider, {
    serverUrl: url,
    authorizationCode: provider.answer.get('code'),
    callbackState: provider.answer.get('state') ?? undefined,
  })
  const client = await open()
  const { tools } = await client.listTools()
  const executable = await client.tools()
  return {
    refused,
    list: async () => tools,
    call: (name, args) => executable[name].execute(args, { toolCallId: 'x', messages: [] }),
    version: () => undefined,
    close: () => client.close(),
  }
}

const client = kind === 'vercel' ? await connectVercel() : await connectOfficial(kind)
const tools = await client.list()
const results = []
for (const [name, args] of calls) {
  results.push(
    await client.call(name, args).then(
      (result) => ({ result }),
      (error) => ({ error: { name: error.constructor.name, message: error.message, asked: provider.asked.at(-1) } }),
    ),
  )
}
const { refused } = client
const version = client.version()
await client.close()
process.stdout.write(`${JSON.stringify({ refused, version, asked: provider.asked, tools, results })}\n`)
