import { parse } from 'smol-toml'
import { expect, test } from 'vitest'
import { missingRequirements } from '../../project/requirements.ts'
import { addRequirements } from './add-requirements.ts'

const OWN = 'name = "my-api"\n\n[vars]\nAUTH0_DOMAIN = "example.eu.auth0.com"\n'

test('a configuration that lacks everything gets all of it, and keeps what it has', () => {
  const added = addRequirements(OWN)
  expect(added.startsWith(OWN.trimEnd())).toBe(true)
  expect(missingRequirements(parse(added))).toEqual([])
  expect(addRequirements(added)).toBe(added)
})

test('a table that lacks a member is left as it is, and everything else is added to a file that is still valid', () => {
  const added = addRequirements(`${OWN}\n[assets]\ndirectory = "public"\n`)
  expect(parse(added)).toMatchObject({ assets: { directory: 'public' }, triggers: { crons: ['*/5 * * * *'] } })
  expect(missingRequirements(parse(added)).map(({ what }) => what)).toEqual(['[assets] with the binding ASSETS'])
})
