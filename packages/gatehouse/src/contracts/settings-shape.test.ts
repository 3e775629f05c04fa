// Tests the names and values in the settings of a service: each fault is a sentence with the known names.
import { describe, expect, test } from 'vitest'
import { user } from '../access/index.ts'
import { checkSettingsShape } from './settings-shape.ts'

describe('an unknown name or a wrong value in the settings is refused with the known ones:', () => {
  test.each<readonly [string, object, string]>([
    ['of an exchange', { exchange: { audience: '' } }, '"exchange" must be an audience and scopes such as '],
    ['of an exchange', { exchange: { audience: 'x', scopes: [], actor: 'y' } }, '"exchange" must be an audience'],
    ['of a service', { basepath: '/v1' }, '"basepath" is unknown (did you mean basePath?): the known names are '],
    ['of an operation', { operations: { getKey: { acces: user() } } }, '"acces" is unknown (did you mean access?)'],
    [
      'of limits',
      { operations: { getKey: { limits: { bodyMaxByte: 1 } } } },
      '"bodyMaxByte" is unknown (did you mean bodyMaxBytes?)',
    ],
    ['of a Worker', { binding: 'X', service: 'x', basePath: '/v1' }, '"basePath" is unknown'],
    ['an access that is no policy', { operations: { getKey: { access: 'anyone' } } }, '"access" must be a policy'],
    ['a default access that is a gap', { access: null }, '"access" must be a policy'],
    ['a prefix with a slash at its end', { prefix: '/stuff/' }, '"prefix" must be a path such as /reports'],
    ['a prefix that is a parameter', { prefix: '/{x}' }, '"prefix" must be a path'],
    [
      'a body of no size',
      { operations: { getKey: { limits: { bodyMaxBytes: 0 } } } },
      '"bodyMaxBytes" must be a whole number',
    ],
    [
      'an access said twice',
      { operations: { getKey: { access: user(), public: true } } },
      'has both "access" and "public"',
    ],
    ['a name of a header that is none', { headers: { 'X Key': 'KEY' } }, '"headers" must be'],
  ])('%s', (_title, settings, sentence) => {
    const origin = 'binding' in settings ? {} : { origin: 'https://x.example' }
    expect(checkSettingsShape({ ...origin, ...settings }, 'service.ts')).toEqual([expect.stringContaining(sentence)])
  })
})
