// Stands in for the platform's rate-limit binding in a plain workerd: counts in memory, by periods that begin with the clock's.
interface Settings {
  readonly limit: number
  readonly periodSeconds: number
}

// workerd calls the default export of such a module with the inner bindings.
export default function createRateLimiter({ limit, periodSeconds }: Settings) {
  const counts = new Map<string, number>()
  let present = 0
  return {
    async limit({ key }: { readonly key: string }): Promise<{ success: boolean }> {
      const period = Math.floor(Date.now() / 1000 / periodSeconds)
      if (period !== present) counts.clear()
      present = period
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      return { success: count <= limit }
    },
  }
}
