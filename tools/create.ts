// `npm run create -- ../my-api`: makes a project as `npm create gatehouse` does, from the packages as they would be published.
import { execFileSync } from 'node:child_process'
import { join, relative, resolve } from 'node:path'
import { argv, execPath } from 'node:process'
import { buildCreatePackage, buildPackage, packPackage } from './package/build.ts'

const tarball = packPackage(await buildPackage(), resolve('dist/tarballs'))
const program = join(await buildCreatePackage(), 'bin/create-gatehouse.js')
const args = argv.slice(2)
const [folder = 'my-api'] = args.filter((argument) => !argument.startsWith('-'))
const spec = `file:${relative(resolve(folder), tarball).replaceAll('\\', '/')}`
try {
  execFileSync(execPath, [program, ...args, '--gatehouse', spec], { stdio: 'inherit' })
} catch {
  // It has said why.
  process.exitCode = 1
}
