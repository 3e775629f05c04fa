// Writes the configurations of development in a process of its own: a settings module that was imported is not read anew.
import { writeConfigs } from '../../project/config-files.ts'
import { readProjectSettings } from '../../project/project-settings.ts'
import { isForPeople } from '../command-error.ts'

try {
  writeConfigs('development', '.', (await readProjectSettings()).ports)
} catch (error) {
  if (!isForPeople(error)) throw error
  console.error(error.message)
  process.exitCode = 1
}
