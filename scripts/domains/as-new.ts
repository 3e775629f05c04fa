// Whether the folder of a service is still what `npm run new:domain` made of it, so that nothing is lost with it.
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { asWritten, domainFiles, type Files, formatted } from './files.ts'
import { filesIn } from './folder.ts'
import { spell } from './names.ts'
import { originDocument } from './origin-files.ts'
import { readGatewayPlan } from './project.ts'

/**
 * Whether it is.
 *
 * @param folder under workers/ or origins/
 * @param root where it is; the working folder unless it says otherwise
 */
export async function isAsNew(name: string, folder: string, root: string = '.'): Promise<boolean> {
  if (!existsSync(join(root, folder))) return true
  const present = Object.fromEntries(
    filesIn(join(root, folder))
      .map((path) => relative(root, path))
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  )
  for (const candidate of await candidatesFor(name, folder)) if (isSame(present, candidate)) return true
  return false
}

// Whatever the command may have been told, and whether or not its schema's name was free then.
async function candidatesFor(name: string, folder: string): Promise<Files[]> {
  const spellings = [spell(name), spell(name, [spell(name).singular])]
  const gateway = readGatewayPlan()
  const candidates = spellings.flatMap((spelling) =>
    [true, false].map(async (isPublic): Promise<Files[]> => {
      if (folder.startsWith('origins/')) {
        const file = `${folder}/openapi.json`
        return [{ [file]: await formatted(file, originDocument(spelling, isPublic)) }]
      }
      const plans = [true, false].map((withDatabase) => ({ spelling, isPublic, withDatabase, gateway }))
      return await Promise.all(plans.map(domainFiles))
    }),
  )
  return (await Promise.all(candidates)).flat()
}

function isSame(present: Files, made: Files): boolean {
  const paths = Object.keys(present)
  return (
    paths.length === Object.keys(made).length &&
    paths.every((path) => made[path] !== undefined && present[path] === asWritten(path, made[path]))
  )
}
