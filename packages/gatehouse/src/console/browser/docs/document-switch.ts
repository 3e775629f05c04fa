// Chooses the shown document: the whole, or that of one service. The choice is in the URL, so that it can be linked to.
import { find } from '../elements.ts'
import type { SwaggerPlugin, SwaggerUi } from './swagger.ts'

const PARAMETER = 'document'

let chosen = ''

/**
 * The plugin: a document that arrives after another one was chosen does not stay. Swagger UI shows whichever arrives last, and then takes its URL
 * for the one that is shown.
 */
export const switchPlugin: SwaggerPlugin = {
  statePlugins: {
    spec: {
      wrapActions: {
        updateUrl:
          (original, { specActions }) =>
          (url: string) =>
            url === chosen ? original(url as never) : specActions.download(chosen),
      },
    },
  },
}

/** The URL of the chosen document, at the start. */
export function chosenDocument(): string {
  const choice = find('document') as HTMLSelectElement
  const named = new URL(location.href).searchParams.get(PARAMETER)
  const option = [...choice.options].find(({ value }) => value !== '' && value === named)
  if (option !== undefined) choice.value = option.value
  chosen = addressOf(choice.value)
  return chosen
}

/** Lets the reader choose another. */
export function startSwitch({ specActions }: SwaggerUi): void {
  const choice = find('document') as HTMLSelectElement
  choice.addEventListener('change', () => {
    const here = new URL(location.href)
    here.hash = ''
    if (choice.value === '') here.searchParams.delete(PARAMETER)
    else here.searchParams.set(PARAMETER, choice.value)
    history.replaceState(null, '', here)
    chosen = addressOf(choice.value)
    specActions.updateUrl(chosen)
    specActions.download(chosen)
  })
}

function addressOf(name: string): string {
  return name === '' ? '/openapi.json' : `/openapi/${name}.json`
}
