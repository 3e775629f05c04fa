// Replaces Swagger UI's own login, whose state can be guessed, whose redirect page needs an opener, and whose logout does not end the
// tenant's session.
import type { Documentation } from './documentation.ts'
import type { Definitions, SwaggerAuth, SwaggerPlugin, SwaggerSystem } from './swagger.ts'

const DISCOVERY = 'openIdConnect'

type Shown = Parameters<SwaggerSystem['authActions']['showDefinitions']>[0]

/** The plugin. */
export function loginPlugin(documentation: Documentation): SwaggerPlugin {
  return {
    statePlugins: {
      auth: {
        wrapSelectors: { definitionsToAuthorize: withoutDiscovery },
        wrapActions: {
          authPopup:
            (_original, system) =>
            (_url: string, { auth }: { auth: SwaggerAuth }) => {
              void documentation.enter(system, auth)
            },
          authorizePassword: (_original, system) => (auth: SwaggerAuth) => {
            void documentation.enter(system, auth)
          },
          logout: (original) => (names: readonly string[]) => {
            original(names as never)
            documentation.store.end()
          },
          logoutWithPersistOption: (_original, system) => () => documentation.leave(system),
          showDefinitions: (original, system) => (shown: Shown) => {
            if (shown !== false) preselect(system, shown, documentation.store.read().wanted)
            original(shown as never)
          },
        },
      },
    },
    wrapComponents: { authError: (_original, { React }) => alertOf(React) },
  }
}

// Swagger UI shows discovery as a form without scopes for each flow of the tenant. The other schemes are the same ways in.
function withoutDiscovery(original: (...args: never[]) => Definitions): (...args: never[]) => unknown {
  return (...args) => original(...args).filter((definition) => definition.get(DISCOVERY) === undefined)
}

// The lock of an operation opens the dialog with fewer scopes than there are: those of the operation, and it needs them all.
function preselect(system: SwaggerSystem, shown: Exclude<Shown, false>, wanted: readonly string[]): void {
  const [every, offered] = [system.authSelectors.definitionsToAuthorize(), shown].map(scopesIn) as [string[], string[]]
  const scopes = offered.length < every.length ? offered : wanted
  system.authActions.configureAuth({ ...system.authSelectors.getConfigs(), scopes })
}

function scopesIn(definitions: Exclude<Shown, false>): string[] {
  const names = definitions
    .toJS()
    .flatMap((schemes) => Object.values(schemes).flatMap(({ scopes }) => Object.keys(scopes ?? {})))
  return [...new Set(names)]
}

// Read out when it appears.
function alertOf({ createElement }: SwaggerSystem['React']) {
  return ({ error }: { readonly error: { get(key: 'message'): string } }) =>
    createElement('p', { className: 'errors', role: 'alert' }, error.get('message'))
}
