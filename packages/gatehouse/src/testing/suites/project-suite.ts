// The suites for a whole project: what they check follows from its compiled contracts.
import { type ProjectUnderTest, useProject } from './project-under-test.ts'
import { describeBinding } from './binding-suite.ts'
import { describeContracts } from './contracts-suite.ts'
import { describeLimits } from './limits-suite.ts'
import { describeLogin } from './login-suite.ts'
import { describeOutage } from './outage-suite.ts'
import { describePages } from './pages-suite.ts'

// In this order: the last two start the system anew.
const SUITES = {
  contracts: describeContracts,
  binding: describeBinding,
  login: describeLogin,
  pages: describePages,
  limits: describeLimits,
  outage: describeOutage,
} as const satisfies Readonly<Record<string, (project: ProjectUnderTest) => void>>

/** A suite of {@link describeProject}. */
export type ProjectSuite = keyof typeof SUITES

/** What {@link describeProject} checks. */
export interface ProjectSuiteOptions {
  /** The suites to run. All by default. */
  readonly suites?: readonly ProjectSuite[]
  /** The folder of the project. The working directory by default. */
  readonly root?: string
}

/**
 * Describes what every project must hold to, over the routes of the project in the working directory:
 *
 * - `contracts`: each operation lets in whom its contract names, refuses every other caller, and is documented so;
 * - `binding`: each domain verifies tokens itself, and a token that is bound to a key needs its proof;
 * - `login`: a person logs in, has a session and logs out, and no other site can use the session;
 * - `pages`: index, documentation and status page have their headers, and the title of the project;
 * - `limits`: too large a body, too many calls and too large a header are refused;
 * - `outage`: without the tenant, without its keys and without a domain, no caller is refused as if the token were bad.
 *
 * Call it once, at the top of a test file of vitest. The suites share one system.
 *
 * @throws TypeError for a suite that does not exist
 *
 * @example
 * // test/project.system.test.ts
 * import { describeProject } from 'gatehouse/testing'
 *
 * describeProject()
 */
export function describeProject({
  suites = Object.keys(SUITES) as ProjectSuite[],
  root = '.',
}: ProjectSuiteOptions = {}): void {
  const unknown = suites.filter((suite) => !Object.hasOwn(SUITES, suite))
  if (unknown.length > 0 || suites.length === 0)
    throw new TypeError(`"suites" takes ${Object.keys(SUITES).join(', ')}, not ${unknown.join(', ') || 'nothing'}`)
  const project = useProject(root)
  for (const [name, describeSuite] of Object.entries(SUITES))
    if (suites.some((suite) => suite === name)) describeSuite(project)
}
