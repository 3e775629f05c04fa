// Starts Swagger UI in the reader's browser, with our own login and bar. Its settings are in an attribute of the page, so that no inline
// script is needed.
import { startBar } from './docs/bar.ts'
import { demandsPlugin } from './docs/demands.ts'
import { AuthorizeDialog } from './docs/authorize-dialog.ts'
import { chosenDocument, startSwitch, switchPlugin } from './docs/document-switch.ts'
import { Documentation } from './docs/documentation.ts'
import { loginPlugin } from './docs/login-plugin.ts'
import { namesPlugin } from './docs/names.ts'
import { refusalsPlugin } from './docs/refusals.ts'
import { prepareRequest } from './docs/requests.ts'
import { scrollingPlugin } from './docs/scrolling.ts'
import { SessionStore } from './docs/session.ts'
import type { SwaggerUi } from './docs/swagger.ts'
import { find } from './elements.ts'
import type { Settings } from './login/login.ts'
import { readSession } from './reader/reader.ts'

declare const SwaggerUIBundle: ((options: Readonly<Record<string, unknown>>) => SwaggerUi) & {
  readonly presets: { readonly apis: unknown }
}

const root = find('swagger-ui')
followColorScheme(matchMedia('(prefers-color-scheme: dark)'))
start(root, JSON.parse(root.dataset['settings'] ?? '{}') as Settings & { readonly hasSession: boolean })

function start(domNode: HTMLElement, settings: Settings & { readonly hasSession: boolean }): void {
  const dialog = new AuthorizeDialog(settings)
  const documentation = new Documentation(settings, new SessionStore(), dialog)
  dialog.start(documentation)
  const ui = SwaggerUIBundle({
    domNode,
    url: chosenDocument(),
    deepLinking: true,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    validatorUrl: null,
    requestInterceptor: prepareRequest,
    syntaxHighlight: { theme: 'tomorrow-night' },
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [
      loginPlugin(documentation),
      demandsPlugin(documentation),
      refusalsPlugin(documentation),
      namesPlugin,
      scrollingPlugin,
      switchPlugin,
    ],
  })
  startBar(ui, documentation)
  startSwitch(ui)
  if (settings.hasSession) void readSession().then((reader) => documentation.store.greet(reader))
}

// Swagger UI has dark colours, but the page must turn them on.
function followColorScheme(dark: MediaQueryList): void {
  const apply = (): void => void document.documentElement.classList.toggle('dark-mode', dark.matches)
  dark.addEventListener('change', apply)
  apply()
}
