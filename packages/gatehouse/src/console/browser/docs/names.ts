// Gives names for screen readers to elements of Swagger UI that have none, removes links inside of buttons (WCAG 2.2 §4.1.2), and makes
// scrollable parts usable by keyboard (§2.1.1).
import type { SwaggerPlugin, SwaggerSystem } from './swagger.ts'

type Properties = Readonly<Record<string, unknown>>
type GetComponent = (name: string, ...rest: readonly unknown[]) => unknown

/** The plugin. */
export const namesPlugin: SwaggerPlugin = {
  wrapComponents: {
    TextArea: (TextArea, { React }) => nameTextArea(TextArea, React),
    SyntaxHighlighter: (Code, { React }) => scrollByKeyboard(Code, React),
    ExamplesSelect: (Select, { React }) => nameExamples(Select, React),
    Servers: (Servers, { React }) => nameServers(Servers, React),
    OperationSummaryPath: (Path, { React }) => unlinkPath(Path, React),
  },
}

function nameTextArea(TextArea: unknown, { createElement }: SwaggerSystem['React']) {
  return (props: Properties): unknown => {
    const isBody = String(props['className']).includes('body-param')
    return createElement(TextArea, { 'aria-label': isBody ? 'Request body' : 'Value', ...props })
  }
}

// The list of examples takes no properties from outside either.
function nameExamples(Select: unknown, { createElement, useEffect }: SwaggerSystem['React']) {
  return (props: Properties): unknown => {
    useEffect(() => {
      for (const list of document.querySelectorAll('.examples-select-element'))
        list.setAttribute('aria-label', 'Example')
    })
    return createElement(Select, props)
  }
}

// The label of the list is empty, and the list takes no properties from outside.
function nameServers(Servers: unknown, { createElement, useEffect }: SwaggerSystem['React']) {
  return (props: Properties): unknown => {
    useEffect(() => document.querySelector('#servers')?.setAttribute('aria-label', 'Server'), [])
    return createElement(Servers, props)
  }
}

// The request and the response have a fixed height; examples are shown in full (swagger-ui.css).
const SCROLLING = '.curl.microlight, .live-responses-table .microlight'

function scrollByKeyboard(Code: unknown, { createElement, useEffect }: SwaggerSystem['React']) {
  return (props: Properties): unknown => {
    useEffect(() => {
      for (const text of document.querySelectorAll(SCROLLING)) text.setAttribute('tabindex', '0')
    })
    return createElement(Code, props)
  }
}

// The path of an operation stands in the button that unfolds it, which sets the address just as the link would.
function unlinkPath(Path: unknown, { createElement }: SwaggerSystem['React']) {
  const plainText = ({ text }: Properties): unknown => createElement('span', null, text)
  return (props: Properties & { readonly getComponent: GetComponent }): unknown => {
    const getComponent: GetComponent = (name, ...rest) =>
      name === 'DeepLink' ? plainText : props.getComponent(name, ...rest)
    return createElement(Path, { ...props, getComponent })
  }
}
