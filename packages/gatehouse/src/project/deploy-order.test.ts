// Tests the order in which Workers are deployed.
import { describe, expect, test } from 'vitest'
import { type Caller, domainsInOrder, inDeployOrder } from './deploy-order.ts'
import { domainNames } from './workers.ts'

const worker = (name: string, ...calls: string[]): Caller => ({ name, calls })
const orderOf = (...workers: Caller[]): string[] => inDeployOrder(workers).map(({ name }) => name)

test('the domains are deployed after those that they call', () => {
  const folders = domainsInOrder().map(({ name }) => name)
  expect(folders.indexOf('payments')).toBeLessThan(folders.indexOf('insights'))
  expect(folders.toSorted()).toEqual(domainNames())
})

describe('Workers in deploy order', () => {
  test('stay as they came when none calls another', () => {
    expect(orderOf(worker('b'), worker('a'), worker('c', 'gateway'))).toEqual(['b', 'a', 'c'])
  })

  test('come after everything that they reach, also over others', () => {
    expect(orderOf(worker('a', 'b', 'c'), worker('b', 'd'), worker('c', 'd'), worker('d'))).toEqual([
      'd',
      'b',
      'c',
      'a',
    ])
  })

  test('may call themselves', () => {
    expect(orderOf(worker('a', 'a', 'b'), worker('b'))).toEqual(['b', 'a'])
  })

  test.each([
    ['two', [worker('a', 'b'), worker('b', 'a')], 'a → b → a'],
    [
      'three that another one leads to',
      [worker('x', 'a'), worker('a', 'b'), worker('b', 'c'), worker('c', 'a')],
      'a → b → c → a',
    ],
  ])('are refused when %s go in a circle', (_title, workers, circle) => {
    expect(() => inDeployOrder(workers)).toThrow(`none of these can be deployed first: ${circle}. Remove one`)
  })
})
