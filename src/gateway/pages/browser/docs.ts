// Starts Swagger UI in the reader's browser and tells it how to log in. Its settings stand in an attribute of the page, so
// that no inline script is needed.

interface Settings {
  readonly clientId: string | null
  readonly audience: string
  readonly tenant: string
}

interface SwaggerRequest {
  readonly url: string
  body?: string
}

interface SwaggerUi {
  initOAuth(options: Readonly<Record<string, unknown>>): void
}

declare const SwaggerUIBundle: ((options: Readonly<Record<string, unknown>>) => SwaggerUi) & {
  readonly presets: { readonly apis: unknown }
}

/** What Swagger UI hands to a plugin; components are opaque here. */
interface SwaggerSystem {
  readonly React: {
    createElement(component: unknown, props: object): unknown
    useEffect(effect: () => void, dependencies: readonly unknown[]): void
  }
}

const root = document.querySelector<HTMLElement>('#swagger-ui')
followColorScheme(matchMedia('(prefers-color-scheme: dark)'))
if (root !== null) start(root, JSON.parse(root.dataset['settings'] ?? '{}') as Settings)

function start(element: HTMLElement, settings: Settings): void {
  const ui = SwaggerUIBundle({
    domNode: element,
    url: '/openapi.json',
    deepLinking: true,
    oauth2RedirectUrl: new URL('/docs/oauth2-redirect', location.href).href,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    validatorUrl: null,
    syntaxHighlight: { theme: 'tomorrow-night' },
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [{ wrapComponents: { authorizationPopup: openAtTop } }],
    requestInterceptor: (request: SwaggerRequest) => withAudience(request, settings),
  })
  ui.initOAuth({
    clientId: settings.clientId ?? '',
    scopes: '',
    // Without an audience Auth0 gives an opaque token.
    additionalQueryStringParams: { audience: settings.audience },
    usePkceWithAuthorizationCodeGrant: true,
  })
}

// Swagger UI has dark colours, but leaves it to the page to turn them on.
function followColorScheme(dark: MediaQueryList): void {
  const apply = (): void => void document.documentElement.classList.toggle('dark-mode', dark.matches)
  dark.addEventListener('change', apply)
  apply()
}

// The dialog gives the focus to the last field for a user's name, and so opens at its end: we take it back to the start.
function openAtTop(Dialog: unknown, { React }: SwaggerSystem) {
  return (props: object): unknown => {
    React.useEffect(() => {
      document.querySelector<HTMLElement>('.dialog-ux .close-modal')?.focus()
      document.querySelector('.dialog-ux .modal-ux-content')?.scrollTo(0, 0)
    }, [])
    return React.createElement(Dialog, props)
  }
}

// Swagger UI has no way to add a field to a token request, and Auth0 reads the audience from the body only.
function withAudience(request: SwaggerRequest, { tenant, audience }: Settings): SwaggerRequest {
  if (
    new URL(request.url, location.href).href.startsWith(`${tenant}/oauth/token`) &&
    typeof request.body === 'string'
  ) {
    const form = new URLSearchParams(request.body)
    form.set('audience', audience)
    request.body = form.toString()
  }
  return request
}
