// A project as `npm create gatehouse` makes it, with the packed package, in a folder outside of this repository.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type Answers, usualAnswers } from '../../../create-gatehouse/src/answers.ts'
import { writeProject } from '../../../create-gatehouse/src/write-project.ts'
import { type PackedProject, packedProject } from '../../../../tools/package/packed-project.ts'

/** A project that was made, and changes of its files. */
export interface CreatedProject extends PackedProject {
  read(path: string): string
  /** Changes a file. @throws Error when nothing in it changes */
  edit(path: string, change: (text: string) => string): void
}

/**
 * Makes a project.
 *
 * @param files more files, or others in place of its own, by their paths
 */
export async function createdProject(
  files: Readonly<Record<string, string>> = {},
  answers: Partial<Answers> = {},
): Promise<CreatedProject> {
  const project = await packedProject({ ...newFiles(answers), ...files })
  const read = (path: string): string => readFileSync(join(project.folder, path), 'utf8')
  return {
    ...project,
    read,
    edit: (path, change) => {
      const text = change(read(path))
      if (text === read(path)) throw new Error(`${path} holds nothing to change`)
      project.write({ [path]: text })
    },
  }
}

function newFiles(answers: Partial<Answers>): Record<string, string> {
  const folder = join(mkdtempSync(join(tmpdir(), 'gatehouse-new-')), 'my-api')
  writeProject(folder, { ...usualAnswers(), folder, name: 'my-api', packageManager: 'npm', ...answers })
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const texts = files.map(({ parentPath, name }) => {
    const path = join(parentPath, name)
    return [relative(folder, path), readFileSync(path, 'utf8')] as const
  })
  rmSync(join(folder, '..'), { recursive: true })
  return Object.fromEntries(texts)
}
