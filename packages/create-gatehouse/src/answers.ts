// Types for the settings of a new project, from an option, an answer, or a default.
import { env } from 'node:process'
import { CreateError } from './create-error.ts'

export const PACKAGE_MANAGERS = ['npm', 'pnpm', 'yarn', 'bun'] as const

/** A package manager that a project can be installed with. */
export type PackageManager = (typeof PACKAGE_MANAGERS)[number]

/** Everything that is asked. */
export interface Answers {
  readonly folder: string
  /** The name of the package and of the gateway's Worker. */
  readonly name: string
  /** The name of the first domain. */
  readonly domain: string
  readonly d1: boolean
  /** `null` for a tenant that is not known yet. */
  readonly auth0Domain: string | null
  readonly git: boolean
  readonly install: boolean
  /** Whether `gatehouse tenant apply` sets up the tenant at the end. */
  readonly tenant: boolean
  readonly packageManager: PackageManager
  /** The version of the package `gatehouse`, or where its tarball is; `null` for the version of this program. */
  readonly gatehouse: string | null
}

/** What options say of them. */
export type GivenAnswers = Partial<Omit<Answers, 'auth0Domain' | 'gatehouse'>> & {
  readonly auth0Domain?: string
  readonly gatehouse?: string
  readonly yes?: boolean
}

/** What is taken where nothing is said. */
export function usualAnswers(): Omit<Answers, 'folder' | 'name'> {
  return {
    domain: 'orders',
    d1: false,
    auth0Domain: null,
    git: true,
    install: true,
    tenant: false,
    packageManager: callingPackageManager(),
    gatehouse: null,
  }
}

/** Says what is wrong with the name of a project; `undefined` when it can be had. */
export function nameFault(name: string): string | undefined {
  if (!/^[a-z][a-z\d]*(?:-[a-z\d]+)*$/.test(name))
    return `"${name}" can't be the name of a Worker: use small letters, digits and single hyphens, with a letter first`
  // A domain and an environment stand behind it in the names of Workers, which have at most 63 characters.
  return name.length > 30 ? `"${name}" is longer than 30 characters: names of Workers are made of it` : undefined
}

/** Says what is wrong with the domain of a tenant; `undefined` when it can be had. */
export function tenantFault(domain: string): string | undefined {
  return /^[a-z\d-]+(?:\.[a-z\d-]+)+$/i.test(domain)
    ? undefined
    : `"${domain}" is no domain of a tenant: example.eu.auth0.com, without https:// and without a path`
}

/** Refuses what can't be had. @throws CreateError */
export function refuseFault(fault: string | null | undefined): void {
  if (typeof fault === 'string') throw new CreateError(fault)
}

// https://docs.npmjs.com/cli/v11/using-npm/config#user-agent; the others set the same variable.
function callingPackageManager(): PackageManager {
  const name = env['npm_config_user_agent']?.split('/')[0]
  return PACKAGE_MANAGERS.find((known) => known === name) ?? 'npm'
}
