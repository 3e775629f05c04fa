// Builds the packages as they are published, and makes their tarballs in dist/tarballs. Nothing is published.
import { resolve } from 'node:path'
import { buildPackage, packPackage } from './package/build.ts'

console.log(packPackage(await buildPackage(), resolve('dist/tarballs')))
