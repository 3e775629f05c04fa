// Collects the gateway's static files: the files that a browser loads for the pages, and the pages and documents that the gateway fills
// in and serves itself.
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { documentationPage, redirectPage } from '../console/documentation-page.ts'
import { errorsPage } from '../console/errors-page.ts'
import { type Page, renderPage } from '../console/frame.ts'
import { indexPage } from '../console/index-page.ts'
import { statusPage } from '../console/status-page.ts'
import type { ProjectSettings } from '../project/project-settings.ts'
import { BRAND_FILE, brandFilesOf } from './brand-files.ts'
import { browserFiles } from './browser-files.ts'
import { GENERATED } from './compile.ts'
import { summariesOf } from './table.ts'
import { writeIfChanged } from './files.ts'
import type { Contract } from './contract.ts'
import { ownProblemsOf } from './own-problems.ts'
import { documentOfService, type WholeDocument } from './service-document.ts'

/** Files that anyone may read. */
const ASSETS = 'dist/assets/docs/assets'
/** Files that only the gateway reads. */
const TEMPLATES = 'dist/assets/templates'

/** Writes them to dist/assets. */
export async function buildAssets(contracts: readonly Contract[], project: ProjectSettings): Promise<void> {
  const { brand, files } = brandFilesOf(project)
  const document = JSON.parse(await readFile(join(GENERATED, 'openapi.json'), 'utf8')) as WholeDocument
  await writeIfChanged(join(TEMPLATES, 'openapi.json'), JSON.stringify(document))
  for (const { name, service } of contracts) {
    const part = documentOfService(document, name ?? 'gateway', service)
    await writeIfChanged(join(TEMPLATES, 'openapi', `${name ?? 'gateway'}.json`), JSON.stringify(part))
  }
  const pages: Readonly<Record<string, Page>> = {
    'index.html': indexPage(summariesOf(contracts), brand, project.pages !== 'off'),
    'status.html': statusPage(brand),
    'errors.html': errorsPage(ownProblemsOf(contracts), brand),
    'docs.html': documentationPage(summariesOf(contracts), brand),
    'oauth2-redirect.html': redirectPage(brand),
  }
  for (const [file, page] of Object.entries(pages)) {
    await writeIfChanged(join(TEMPLATES, file), await renderPage(page))
  }
  for (const [path, content] of Object.entries({ ...(await browserFiles()), ...files }))
    await writeIfChanged(join(ASSETS, path), content)
  const stale = (await readdir(ASSETS)).filter((name) => BRAND_FILE.test(name) && !Object.hasOwn(files, name))
  for (const name of stale) await rm(join(ASSETS, name))
}
