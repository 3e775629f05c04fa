// Scrolls to an operation so that the bar, which stays, does not hide it: Swagger UI's own way knows no `scroll-padding-top`.
import type { SwaggerPlugin } from './swagger.ts'

/** The plugin. */
export const scrollingPlugin: SwaggerPlugin = {
  statePlugins: { layout: { wrapActions: { scrollToElement: () => (target: Element) => target.scrollIntoView() } } },
}
