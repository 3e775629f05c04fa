// Offers a login beside a live answer that was refused for its token. Where the challenge asks for a new login, it repeats the call after it
// (RFC 9470 §4).
import { stepUpOf } from '../login/step-up.ts'
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

function loginButton({ documentation, system, path, method, response }: ButtonProps): unknown {
  const found = system.specSelectors.specJson().getIn(['paths', path, method]) as ImmutableMap | undefined
  const scopes = scopesOf(found?.toJS() ?? {})
  const demand = stepUpOf(parsed(response.get('text')))
  const signIn = async (): Promise<void> => {
    const isDone = await documentation.enterAgain(system, { scopes, ...(demand !== null && { demand }) })
    if (isDone && demand !== null) system.specActions.execute({ path, method, operation: found })
  }
  const onClick = (): void => void signIn()
  const label = demand === null ? 'Sign in for this' : 'Sign in again and repeat'
  return system.React.createElement(
    'p',
    { className: 'demand' },
    system.React.createElement('button', { type: 'button', className: 'button', onClick }, label),
  )
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return null
  }
}
