// Puts our own dialog in the place of Swagger UI's, which lists the scopes once for each scheme, whose state can be guessed, whose redirect page
// needs an opener, and whose logout does not end the tenant's session.
import type { Documentation } from './documentation.ts'
import type { SwaggerPlugin } from './swagger.ts'

/** The plugin. */
export function loginPlugin(documentation: Documentation): SwaggerPlugin {
  return {
    statePlugins: {
      auth: {
        wrapActions: {
          logout: (original) => (names: readonly string[]) => {
            original(names as never)
            documentation.store.end()
          },
          showDefinitions: (_original, system) => (shown: unknown) => {
            if (shown !== false) documentation.askHow(system)
          },
        },
      },
    },
  }
}
