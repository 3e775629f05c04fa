// Chooses the shown document: the whole, or that of one service. The choice is in the URL, so that it can be linked to.
import { find } from '../elements.ts'
import type { SwaggerPlugin, SwaggerUi } from './swagger.ts'

const PARAMETER = 'document'

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
            url === chosenUrl() ? original(url as never) : specActions.download(chosenUrl()),
      },
    },
  },
}

/** Takes the choice from the URL of the page, at the start. @returns the URL of the document */
export function chosenDocument(): string {
  const choice = findChoice()
  const named = new URL(location.href).searchParams.get(PARAMETER)
  const option = [...choice.options].find(({ value }) => value !== '' && value === named)
  if (option !== undefined) choice.value = option.value
  return chosenUrl()
}

/** Lets the reader choose another. */
export function startSwitch({ specActions }: SwaggerUi): void {
  const choice = findChoice()
  choice.addEventListener('change', () => {
    const here = new URL(location.href)
    here.hash = ''
    if (choice.value === '') here.searchParams.delete(PARAMETER)
    else here.searchParams.set(PARAMETER, choice.value)
    history.replaceState(null, '', here)
    specActions.updateUrl(chosenUrl())
    specActions.download(chosenUrl())
  })
}

function findChoice(): HTMLSelectElement {
  return find('document') as HTMLSelectElement
}

function chosenUrl(): string {
  const { value } = findChoice()
  return value === '' ? '/openapi.json' : `/openapi/${value}.json`
}
