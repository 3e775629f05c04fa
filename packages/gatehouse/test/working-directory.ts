// Runs before every test file: the tests of the library run in the folder of the application that they stand on, as the tests of a
// project run in the folder of the project. All others run in the folder of the repository: those of its documents and of its package too.
import { expect } from 'vitest'
import { APPLICATION, inRepository, REPOSITORY } from './folders.ts'

const IN_APPLICATION = [
  'src',
  'test/application',
  'test/browser',
  'test/exchange',
  'test/request-path',
  'test/sdks',
  'test/system',
].map((folder) => `${inRepository(`packages/gatehouse/${folder}`)}/`)

const { testPath = '' } = expect.getState()
process.chdir(IN_APPLICATION.some((folder) => testPath.startsWith(folder)) ? APPLICATION : REPOSITORY)
