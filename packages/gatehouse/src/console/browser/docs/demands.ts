// Shows under the line of each operation: its access, whether the current token satisfies it, and one click if it does not.
import { judge, wordsOf } from '../reader/verdict.ts'
import { demandOf, scopesOf } from './access.ts'
import type { Documentation } from './documentation.ts'
import type { DocumentedOperation, ImmutableMap, SwaggerPlugin, SwaggerSystem } from './swagger.ts'

interface SummaryProps {
  readonly operationProps: ImmutableMap
}

/** The plugin. */
export function demandsPlugin(documentation: Documentation): SwaggerPlugin {
  return {
    wrapComponents: {
      OperationSummary: (Summary, system) => (props: SummaryProps) => {
        const { createElement, Fragment } = system.React
        const [path, method] = ['path', 'method'].map((key) => String(props.operationProps.get(key))) as [
          string,
          string,
        ]
        return createElement(
          Fragment,
          null,
          createElement(Summary, props),
          createElement(demandComponent, { documentation, system, path, method }),
        )
      },
    },
  }
}

interface DemandProps {
  readonly documentation: Documentation
  readonly system: SwaggerSystem
  readonly path: string
  readonly method: string
}

function demandComponent({ documentation, system, path, method }: DemandProps): unknown {
  const { createElement, useSyncExternalStore } = system.React
  const { store } = documentation
  const state = useSyncExternalStore(store.subscribe, store.read)
  const found = system.specSelectors.specJson().getIn(['paths', path, method]) as ImmutableMap | undefined
  const operation = (found?.toJS() ?? {}) as DocumentedOperation
  const access = operation['x-access']
  if (access === undefined) return null
  const scopes = scopesOf(operation)
  const demand = (operation['x-credential'] === 'session' ? ['session'] : demandOf(access)).map((piece, index) =>
    index % 2 === 0 ? piece : createElement('code', { key: index }, piece),
  )
  const verdict = judge(access, state.session ?? state.reader, state.isExpired)
  const words = wordsOf(verdict)
  const click = words.click ?? (verdict.kind === 'signedOut' ? 'Sign in for this' : undefined)
  return createElement(
    'div',
    { className: `demand ${verdict.kind}` },
    scopes.length === 0
      ? createElement('span', { className: 'words' }, ...demand)
      : createElement(
          'label',
          null,
          createElement('input', {
            type: 'checkbox',
            checked: scopes.every((scope) => state.wanted.includes(scope)),
            onChange: (event: { readonly target: HTMLInputElement }) => store.want(scopes, event.target.checked),
          }),
          createElement('span', { className: 'words' }, ...demand),
        ),
    words.text === '' ? null : createElement('span', { className: 'verdict' }, words.text),
    click === undefined
      ? null
      : createElement(
          'button',
          {
            type: 'button',
            className: 'button quiet',
            onClick: () =>
              void documentation.enterAgain(system, {
                scopes,
                anew: words.isAnotherUser === true,
                ...(words.demand && { demand: words.demand }),
              }),
          },
          click,
        ),
  )
}
