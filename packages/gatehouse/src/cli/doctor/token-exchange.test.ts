// Tests the doctor's look at services that take tokens of their own.
import { expect, test } from 'vitest'
import { parseConfiguration } from '../../tenant/configuration.ts'
import { checkTokenExchange } from './token-exchange.ts'

const AUTH0 = { AUTH0_DOMAIN: 'example.eu.auth0.com', AUTH0_AUDIENCE: 'https://api.example.com' }
const PLAIN = { name: 'plain', origin: 'https://plain.example.com' }
const REPORTS = { name: 'reports', origin: 'https://reports.example.com', exchange: { audience: 'r', scopes: [] } }

test('an application that exchanges tokens is missing only where a service takes one, and the gateway has none', () => {
  const [without, withOne] = [{}, { AUTH0_EXCHANGE_CLIENT_ID: 'a', AUTH0_EXCHANGE_CLIENT_SECRET: 'b' }].map((more) =>
    parseConfiguration({ ...AUTH0, ...more }),
  )
  if (without === undefined || withOne === undefined) throw new Error('two configurations')
  expect(checkTokenExchange(without, [PLAIN], [])).toEqual([])
  expect(checkTokenExchange(without, [PLAIN, REPORTS], [])).toMatchObject([{ state: 'bad' }])
  expect(checkTokenExchange(without, [REPORTS], ['AUTH0_EXCHANGE_CLIENT_SECRET'])).toMatchObject([{ state: 'good' }])
  expect(checkTokenExchange(withOne, [REPORTS], [])).toMatchObject([{ state: 'good' }])
})
