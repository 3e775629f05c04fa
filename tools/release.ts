// Publishes the packages of a version: `node tools/release.ts gatehouse@1.2.3`, as .github/workflows/release.yml does for a tag of that
// name. With --dry-run nothing is sent. It refuses a tag that is not the version of both packages, and a version without a changelog.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { exit } from 'node:process'
import { parseArgs } from 'node:util'
import { buildCreatePackage, buildPackage } from './package/build.ts'
import { changesOf } from './package/changes.ts'

const NOTES = 'dist/release-notes.md'

const {
  values: { 'dry-run': isDryRun },
  positionals: [tag = ''],
} = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } }, allowPositionals: true })

const faults: string[] = []
const version = tag.replace(/^gatehouse@/, '')
if (tag === version) faults.push('name the tag: gatehouse@1.2.3')
for (const name of ['gatehouse', 'create-gatehouse']) {
  const manifest = JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8')) as { version: string }
  if (manifest.version !== version) faults.push(`packages/${name}/package.json has the version ${manifest.version}`)
}
const changes = changesOf(readFileSync('CHANGELOG.md', 'utf8'), isDryRun ? 'Unreleased' : version)
if (changes === null) faults.push(`CHANGELOG.md has no section for ${version}`)
if (changes === null || faults.length > 0) {
  console.error(`${tag || 'nothing'} can't be released:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
  exit(1)
}

mkdirSync('dist', { recursive: true })
writeFileSync(NOTES, changes)
// A version such as 1.0.0-rc.1 is not what npm installs unless it is asked for.
const npmTag = version.includes('-') ? 'next' : 'latest'
for (const folder of [await buildPackage(), await buildCreatePackage()]) {
  const args = ['publish', '--access', 'public', '--tag', npmTag, isDryRun ? '--dry-run' : '--provenance']
  execFileSync('npm', args, { cwd: folder, stdio: 'inherit' })
}
console.log(`${isDryRun ? 'Nothing was sent' : `${tag} is published`}. ${NOTES} has its changes.`)
