// What a tenant answers, in words and with an exit code.
import { ManagementError } from 'auth0'
import { expect, test } from 'vitest'
import { failureOf, isUnavailable } from './failures.ts'

const ORIGIN = 'https://tenant.example.com'
const errorOf = (statusCode: number, errorCode: string, message = 'Words of the tenant') =>
  new ManagementError({ statusCode, body: { statusCode, errorCode, message } })

test.each([
  [errorOf(401, 'invalid_token'), 3, 'refuses the token (401: Words of the tenant)'],
  [errorOf(403, 'insufficient_scope'), 3, 'the token lacks a scope (403: Words of the tenant)'],
  [errorOf(400, 'invalid_body'), 5, 'refuses the change (400: Words of the tenant)'],
  [errorOf(409, 'role_conflict'), 5, 'refuses the change (409: Words of the tenant)'],
  [errorOf(429, 'too_many_requests'), 4, 'is asked too often and stays so'],
  [errorOf(503, ''), 4, 'fails (503: Words of the tenant). What was done stays: run the same command again'],
  [new TypeError('fetch failed'), 4, 'does not answer (fetch failed). What was done stays'],
])('%s ends with the exit code %i', (error, exitStatus, words) => {
  expect(failureOf(error, ORIGIN)).toMatchObject({ exitStatus, message: expect.stringContaining(words) as string })
})

test.each([
  [errorOf(403, 'feature_not_enabled'), true],
  [errorOf(402, ''), true],
  [errorOf(400, 'operation_not_supported', 'Your subscription does not include this'), true],
  [errorOf(403, 'insufficient_scope'), false],
  [errorOf(400, 'invalid_body'), false],
  [errorOf(500, 'feature_not_enabled'), false],
  [new TypeError('fetch failed'), false],
])('whether the plan lacks a feature is told from other refusals: %s', (error, isMissing) => {
  expect(isUnavailable(error)).toBe(isMissing)
})
