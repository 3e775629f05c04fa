// Failures at each call of a run, and what they print: nothing that is secret.
import { describe, expect, test } from 'vitest'
import { managementStandIn } from '../../testing/management-stand-in.ts'
import { CONFIG, CREATIONS, projectBefore, READS } from '../../testing/tenant-project.ts'
import { EXIT_CODES, TenantError } from './failures.ts'
import { isDone } from './present.ts'

describe('no secret is printed', () => {
  test('by a run that makes everything, nor by one that fails', async () => {
    const tenant = managementStandIn()
    const project = projectBefore(tenant)
    await project.apply({ config: { ...CONFIG, events: { url: 'https://hooks.example.com/auth0' } } })
    tenant.failAt(3, 500)
    await project.plan().catch((error: unknown) => project.printed.push(String(error)))
    const shown = project.printed.join('\n')
    const { AUTH0_CLIENT_SECRET, GATEHOUSE_SESSION_KEYS, GATEHOUSE_KV_SECRET, GATEHOUSE_LOG_SALT } =
      project.file.variables
    for (const secret of [AUTH0_CLIENT_SECRET, GATEHOUSE_SESSION_KEYS, GATEHOUSE_KV_SECRET, GATEHOUSE_LOG_SALT]) {
      expect(secret).toMatch(/^[\w-]{40,}$/)
      expect(shown).not.toContain(secret)
    }
    expect(shown).not.toContain('event-stream-secret')
    expect(shown).not.toContain('a.b.c')
  })
})

describe('a failure at any call leaves a tenant that the next run finishes:', () => {
  const places = Array.from({ length: READS.length + CREATIONS.length }, (_, index) => index)

  test.each(['unreachable', 'killed', 500] as const)('%s', async (fault) => {
    for (const place of places) {
      const one = managementStandIn()
      const before = projectBefore(one)
      one.failAt(place, fault)
      const failure: unknown = await before.apply().catch((error: unknown) => error)
      expect(failure, `${fault} at call ${place}`).toBeInstanceOf(TenantError)
      expect((failure as TenantError).exitStatus).toBe(EXIT_CODES.unavailable)
      expect((failure as TenantError).message).toContain('run the same command again')
      await before.apply()
      const { plan } = await before.plan()
      expect(isDone(plan), `after ${fault} at call ${place}: ${before.printed.at(-1)}`).toBe(true)
      const { body } = one.edit('GET', 'clients')
      // One for the Management API, and one for each purpose.
      expect(body).toHaveLength(4)
    }
  })

  test('a limit is waited for, and the run goes on by itself', async () => {
    for (const place of places) {
      const one = managementStandIn()
      const before = projectBefore(one)
      one.failAt(place, 429)
      await before.apply()
      expect(isDone((await before.plan()).plan)).toBe(true)
      expect(before.pauses[0]).toBeGreaterThan(900)
      expect(before.pauses[0]).toBeLessThanOrEqual(3000)
    }
  })
})
