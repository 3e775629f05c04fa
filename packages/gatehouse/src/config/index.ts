// What a project says of itself for the build step: data with its types checked, and nothing that runs in a Worker.
import type { OriginSettings } from '../gateway/handler.ts'

export type { OriginSettings }

/**
 * The settings of a service in another technology, in origins/<name>/service.ts.
 *
 * @example
 * export const service = defineOrigin({ origin: 'https://reports.example.com', healthPath: '/healthz' })
 */
export function defineOrigin(settings: OriginSettings): OriginSettings {
  return settings
}
