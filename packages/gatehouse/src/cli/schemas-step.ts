// wrangler's build step for a domain: writes the module of the schemas that the domain uses, for the bundle of a deploy.
// `schemas-step ENTRY OUTFILE`.
import { argv } from 'node:process'
import { bundleSchemas } from './schemas/bundle-schemas.ts'

const [entry, outfile] = argv.slice(2)
if (entry === undefined || outfile === undefined) throw new TypeError('schemas-step needs an entry and a file to write')
await bundleSchemas(entry, outfile)
