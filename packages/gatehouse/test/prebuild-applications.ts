// Builds the Workers of the reference application, and those of the application that the library's tests stand on.
import { runCommand } from '../src/cli/dev/command.ts'
import { prebuildProject, type TestRun } from '../src/testing/prebuild.ts'
import { APPLICATION, REPOSITORY } from './folders.ts'

/** Runs before all tests of a run, and in watch mode again before each further run. */
export default async function prebuildApplications(run: TestRun): Promise<void> {
  await Promise.all([prebuildProject(run, REPOSITORY), prebuildLibraryApplication(run)])
}

// `npm test` has compiled the contracts of the reference application, but not those of this one.
async function prebuildLibraryApplication(run: TestRun): Promise<void> {
  await runCommand(['contracts'], APPLICATION)
  await prebuildProject(run, APPLICATION)
}
