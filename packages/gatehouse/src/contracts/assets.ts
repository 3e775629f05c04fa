// Collects the gateway's static files: the files that a browser loads for the pages, and the pages and documents that the gateway fills
// in and serves itself.
import { readdir, readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { redirectPage, tryPage } from '../console/try-page.ts'
import { errorsPage, type ProblemExamples } from '../console/errors-page.ts'
import { type Page, renderPage } from '../console/frame.ts'
import { indexPage } from '../console/index-page.ts'
import { accessPage } from '../console/reference/access-page.ts'
import { changesPage } from '../console/reference/changes-page.ts'
import { referencePages } from '../console/reference/pages.ts'
import { revocationsPage } from '../console/revocations-page.ts'
import { statusPage } from '../console/status-page.ts'
import { readApiReleases } from '../project/api-releases.ts'
import type { ProjectSettings } from '../project/project-settings.ts'
import { brandFilesOf } from './brand-files.ts'
import { browserFiles } from './browser-files.ts'
import { GENERATED } from './compile.ts'
import { hashedAssets } from './hashed-assets.ts'
import { summariesOf } from './table.ts'
import { writeIfChanged } from './files.ts'
import type { Contract } from './contract.ts'
import { ownProblemsOf } from './own-problems.ts'
import { documentOfService, type WholeDocument } from './service-document.ts'

/** The folder that the platform serves. */
const PUBLIC = 'dist/assets'
/** Files that anyone may read. */
const ASSETS = `${PUBLIC}/docs/assets`
/** Files that only the gateway reads. */
const TEMPLATES = `${PUBLIC}/templates`

/** Writes them to dist/assets. */
export async function buildAssets(contracts: readonly Contract[], project: ProjectSettings): Promise<void> {
  const { brand: given, files } = brandFilesOf(project)
  const releases = readApiReleases()
  const brand = { ...given, hasChanges: releases.length > 0, hidesPages: project.pages === 'off' }
  const document = JSON.parse(await readFile(join(GENERATED, 'openapi.json'), 'utf8')) as WholeDocument
  await writeIfChanged(join(TEMPLATES, 'openapi.json'), JSON.stringify(document))
  for (const { name, service } of contracts) {
    const part = documentOfService(document, name ?? 'gateway', service)
    await writeIfChanged(join(TEMPLATES, 'openapi', `${name ?? 'gateway'}.json`), JSON.stringify(part))
  }
  const assets = hashedAssets({ ...(await browserFiles()), ...files })
  const services = referenceServices(contracts)
  const names = services.map(({ name }) => name)
  const reference = await referencePages(document, services, brand)
  const permissions = JSON.parse(await readFile(join(GENERATED, 'permissions.json'), 'utf8')) as Record<string, string>
  const pages: Readonly<Record<string, Page>> = {
    'index.html': indexPage(summariesOf(contracts), brand, project.pages !== 'off'),
    'status.html': statusPage(brand),
    'revocations.html': revocationsPage(brand),
    'errors.html': errorsPage(ownProblemsOf(contracts), brand, document.components['examples'] as ProblemExamples),
    'try.html': tryPage(summariesOf(contracts), brand),
    'oauth2-redirect.html': redirectPage(brand),
    'access.html': accessPage(document, services, permissions, brand),
    ...(releases.length > 0 && { 'changes.html': changesPage(releases, document, names, brand) }),
    ...reference.pages,
  }
  for (const [file, page] of Object.entries(pages)) {
    await writeIfChanged(join(TEMPLATES, file), assets.link(withoutIndentation(await renderPage(page))))
  }
  await writeIfChanged(join(TEMPLATES, 'docs/operations.json'), JSON.stringify(reference.search))
  for (const [path, content] of Object.entries(assets.files)) await writeIfChanged(join(ASSETS, path), content)
  await writeIfChanged(join(PUBLIC, '_headers'), assets.headers)
  if (releases.length === 0) await rm(join(TEMPLATES, 'changes.html'), { force: true })
  await removeOthers(ASSETS, Object.keys(assets.files))
  await removeOthers(join(TEMPLATES, 'docs'), [
    ...Object.keys(reference.pages).map((file) => file.replace('docs/', '')),
    'operations.json',
  ])
}

// The gateway's own contract comes first in the table, and last on the page.
function referenceServices(contracts: readonly Contract[]) {
  const services = contracts.map(({ name, service: { title, description }, document }) => ({
    name: name ?? 'gateway',
    title,
    description,
    contract: name === null || document !== undefined ? null : `./workers/${name}/contract.ts`,
  }))
  return services.toSorted((one, other) => Number(one.name === 'gateway') - Number(other.name === 'gateway'))
}

// The indentation of the source is no part of a page, except in preformatted text.
function withoutIndentation(page: string): string {
  return page
    .split(/(<pre[\s\S]*?<\/pre>)/)
    .map((part, index) => (index % 2 === 0 ? part.replaceAll(/\s+/g, ' ') : part))
    .join('')
}

async function removeOthers(folder: string, kept: readonly string[]): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
  for (const file of files.filter((path) => !kept.includes(path.replaceAll('\\', '/')))) await rm(join(folder, file))
}
