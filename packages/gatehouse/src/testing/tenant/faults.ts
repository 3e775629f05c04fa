// Makes a path fail on request: late, broken, redirected or with another body. A fault that only delays lets the request pass afterwards.
import type { Fault } from './records.ts'

/** Waits as the fault says and returns the response that replaces the real one, if there is one. */
export async function meetFault(fault: Fault): Promise<Response | undefined> {
  const { delayMillis, redirectTo, status, body, contentType } = fault
  if (delayMillis > 0) await new Promise((resolve) => setTimeout(resolve, delayMillis))
  if (redirectTo !== undefined) {
    return new Response(null, { status: status ?? 302, headers: { location: redirectTo } })
  }
  if (status === undefined && body === undefined) return undefined
  const headers = { 'content-type': contentType ?? 'text/plain;charset=utf-8' }
  return new Response(body ?? null, { status: status ?? 200, headers })
}

/** Finds the fault of a path, and counts that it was met. @returns the faults that are left */
export function takeFault(faults: readonly Fault[], path: string): { fault: Fault | null; left: Fault[] } {
  const fault = faults.find((each) => each.path === path) ?? null
  const left = faults.map((each) => (each === fault && each.times !== null ? { ...each, times: each.times - 1 } : each))
  return { fault, left: left.filter(({ times }) => times !== 0) }
}
