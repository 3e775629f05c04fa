// How a project presents itself on every page.

/** The title of a project, and the addresses of what a browser loads besides. */
export interface Brand {
  readonly title: string
  readonly logo?: string
  /** A style sheet that sets the project's colours. */
  readonly stylesheet?: string
  /** Whether the project has a page of the changes of its API. */
  readonly hasChanges?: boolean
  /** Whether the project shows no page but those of errors and of logins. */
  readonly hidesPages?: boolean
}

/** The brand of a project that has none of its own. */
export const DEFAULT_BRAND: Brand = { title: 'Gatehouse' }

/** The address of the mark of a project without a logo. */
export const DEFAULT_LOGO = '/docs/assets/mark.svg'
