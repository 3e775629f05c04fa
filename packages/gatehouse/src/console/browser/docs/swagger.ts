// Types for the parts of Swagger UI that we use: it has no types of its own.
import type { Policy } from '../../../access/index.ts'

/** An Immutable.js Map, as far as we look into it. */
export interface ImmutableMap {
  get(key: string): unknown
  getIn(path: readonly string[]): unknown
  toJS(): Readonly<Record<string, unknown>>
}

/** A login, as Swagger UI keeps it: the scheme that carries the token. */
export interface SwaggerAuth {
  readonly name: string
  readonly schema: ImmutableMap
}

/** A list of schemes by name. */
interface Definitions {
  find(matches: (definition: ImmutableMap) => boolean): ImmutableMap | undefined
}

type Component = (props: never) => unknown

interface React {
  readonly createElement: (component: unknown, props: object | null, ...children: readonly unknown[]) => unknown
  readonly useEffect: (effect: () => void | (() => void), dependencies?: readonly unknown[]) => void
  readonly useState: <Value>(first: () => Value) => readonly [Value, unknown]
  readonly useSyncExternalStore: <Snapshot>(
    subscribe: (changed: () => void) => () => void,
    read: () => Snapshot,
  ) => Snapshot
  readonly Fragment: unknown
}

/** The system that Swagger UI passes to a plugin. */
export interface SwaggerSystem {
  readonly React: React
  readonly authActions: {
    authorizeOauth2(payload: { readonly auth: SwaggerAuth; readonly token: unknown }): void
    logout(names: readonly string[]): void
  }
  readonly authSelectors: {
    authorized(): ImmutableMap | undefined
    definitionsToAuthorize(): Definitions
  }
  readonly specActions: {
    updateUrl(url: string): void
    download(url: string): void
    /** Sends the request of an operation with what its form has. */
    execute(call: { readonly path: string; readonly method: string; readonly operation: unknown }): void
  }
  readonly specSelectors: {
    specJson(): ImmutableMap
  }
}

/** Swagger UI on the page. */
export type SwaggerUi = SwaggerSystem

/** Wraps an action: receives it, and is called in its place. */
type WrapAction = (original: (...args: never[]) => void, system: SwaggerSystem) => (...args: never[]) => void

/** The changes of a plugin. */
export interface SwaggerPlugin {
  readonly statePlugins?: Readonly<
    Partial<Record<'auth' | 'layout' | 'spec', { readonly wrapActions: Readonly<Record<string, WrapAction>> }>>
  >
  readonly wrapComponents?: Readonly<Record<string, (original: unknown, system: SwaggerSystem) => Component>>
}

/** An operation as the document has it. */
export interface DocumentedOperation {
  readonly 'x-access'?: Policy
  readonly 'x-credential'?: 'session'
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
}
