// Determines the path of an origin in front of those of its document, from the document's `servers` (OpenAPI 3.1 §4.8.5, Server Object).
import { z } from '@hono/zod-openapi'

/** The `servers` of a document, a path or an operation. */
export const serversSchema = z
  .array(
    z.looseObject({
      url: z.string(),
      variables: z.record(z.string(), z.looseObject({ default: z.coerce.string().default('') })).optional(),
    }),
  )
  .optional()

export type Servers = z.infer<typeof serversSchema>

/** Where a document says that its service is. */
export interface ServerAddress {
  /** `https://reports.example.com`; `null` when it is relative to the document. */
  readonly origin: string | null
  /** `/api/v1`, or nothing. */
  readonly basePath: string
}

const RELATIVE = 'https://relative.invalid'

/**
 * Returns the address of the server at this origin, or else of the first one. Variables have their default values.
 *
 * @param from the address of the document, which a relative server is relative to
 */
export function serverAddress(servers: Servers, origin: string | undefined, from?: string): ServerAddress {
  const addresses = (servers ?? []).flatMap((server) => addressOf(server, from))
  return addresses.find((address) => address.origin === origin) ?? addresses[0] ?? { origin: null, basePath: '' }
}

function addressOf({ url, variables = {} }: NonNullable<Servers>[number], from: string | undefined): ServerAddress[] {
  const filled = url.replaceAll(/\{([^{}]+)\}/g, (_whole, name: string) => variables[name]?.default ?? '')
  const base = from !== undefined && URL.canParse(from) ? from : RELATIVE
  const parsed = URL.parse(filled, new URL(new URL(base).pathname, RELATIVE).href)
  if (parsed === null) return []
  return [
    {
      origin: parsed.origin === RELATIVE ? null : parsed.origin,
      basePath: withoutClosingSlash(parsed.pathname),
    },
  ]
}

/** A path without the slash at its end; nothing for `/`. */
export function withoutClosingSlash(path: string): string {
  return path.replace(/\/+$/, '')
}
