// Builds the packages as they are published, and makes their tarballs in dist/tarballs. Nothing is published.
import { resolve } from 'node:path'
import { buildCreatePackage, buildPackage, packPackage } from './package/build.ts'

for (const folder of [await buildPackage(), await buildCreatePackage()])
  console.log(packPackage(folder, resolve('dist/tarballs')))
