// Offers a login beside a live answer that was refused for its token.
import { scopesOf } from './access.ts'
import type { Documentation } from './documentation.ts'
import type { ImmutableMap, SwaggerPlugin, SwaggerSystem } from './swagger.ts'

interface LiveProps {
  readonly path: string
  readonly method: string
  readonly response: ImmutableMap
}

/** The plugin. */
export function refusalsPlugin(documentation: Documentation): SwaggerPlugin {
  return {
    wrapComponents: {
      liveResponse: (Live, system) => (props: LiveProps) => {
        const { createElement, Fragment } = system.React
        const status = props.response.get('status')
        const isRefused = status === 401 || status === 403
        return createElement(
          Fragment,
          null,
          createElement(Live, props),
          isRefused ? createElement(loginButton, { documentation, system, ...props }) : null,
        )
      },
    },
  }
}

interface ButtonProps extends LiveProps {
  readonly documentation: Documentation
  readonly system: SwaggerSystem
}

function loginButton({ documentation, system, path, method }: ButtonProps): unknown {
  const found = system.specSelectors.specJson().getIn(['paths', path, method]) as ImmutableMap | undefined
  const scopes = scopesOf(found?.toJS() ?? {})
  const onClick = (): void => void documentation.enterAgain(system, { scopes })
  return system.React.createElement(
    'p',
    { className: 'demand' },
    system.React.createElement('button', { type: 'button', className: 'button', onClick }, 'Sign in for this'),
  )
}
