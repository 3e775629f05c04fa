// The Workers as a deploy would build them: the project's own builder, under the name that the benchmark knows.
export { type Build, buildAll } from '../../scripts/builds.ts'
