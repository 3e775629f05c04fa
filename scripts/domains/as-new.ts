// Whether the folder of a service is still what `npm run new:domain` made of it, so that nothing is lost with it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { domainFiles, type Files, formatted } from './files.ts'
import { spell } from './names.ts'
import { originDocument } from './origin-files.ts'
import { readGatewayPlan } from './project.ts'

/** What commands write there: nobody's work. */
const GENERATED = /(?:^|\/)(?:worker-configuration\.d\.ts|\.wrangler\/.*)$/

/** Whether it is. @param folder under workers/ or origins/ */
export async function isAsNew(name: string, folder: string): Promise<boolean> {
  if (!existsSync(folder)) return true
  const present = Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !GENERATED.test(path))
      .map((path) => [path, withoutEnvironments(readFileSync(path, 'utf8'))]),
  )
  for (const candidate of await candidatesFor(name, folder)) if (isSame(present, candidate)) return true
  return false
}

// They are written from the rest.
function withoutEnvironments(text: string): string {
  return text.replace(/\n\[env\.[\s\S]*$/, '')
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

function isSame(left: Files, right: Files): boolean {
  const paths = Object.keys(left)
  return paths.length === Object.keys(right).length && paths.every((path) => left[path] === right[path])
}
