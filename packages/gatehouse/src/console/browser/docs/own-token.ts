// Takes a token that the reader already has. It stays in the memory of the page.
import { find } from '../elements.ts'
import type { Documentation } from './documentation.ts'
import type { SwaggerUi } from './swagger.ts'

/** Starts the form in the bar. */
export function startOwnToken(ui: SwaggerUi, documentation: Documentation): void {
  const field = find('token') as HTMLInputElement
  find('paste').addEventListener('submit', (event) => {
    event.preventDefault()
    const token = field.value.trim().replace(/^Bearer\s+/i, '')
    field.value = ''
    if (token !== '') documentation.adopt(ui, token)
  })
}
