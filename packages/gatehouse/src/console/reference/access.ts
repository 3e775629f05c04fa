// Renders the access of an operation: each scope, permission and condition that it demands as a chip.
import { html } from 'hono/html'
import { anyone } from '../../access/index.ts'
import { describePolicy } from '../../http/security.ts'
import type { Html } from '../html.ts'
import type { Operation } from './document.ts'

const ACCESS_LINE = /\s*\*\*Access:\*\* [^\n]*$/

/** The access in words; every second piece is the name of a scope or a permission. */
function accessPieces(operation: Operation): string[] {
  if (operation['x-credential'] === 'session') return ['session']
  return describePolicy(operation['x-access'] ?? anyone)
    .replace('**Access:** ', '')
    .replace(/\.$/, '')
    .split('`')
}

/** The access as chips. */
export function accessChips(operation: Operation): Html[] {
  return accessPieces(operation).map((piece, index) =>
    index % 2 === 0 ? html`${piece}` : html`<code class="chip">${piece}</code>`,
  )
}

/** The description without the line about access, which has a place of its own. */
export function descriptionOf({ description = '' }: Operation): string {
  return description.replace(ACCESS_LINE, '')
}
