// Builds the text that is printed when everything is served: one screen with all URLs.
import type { ProjectSettings } from '../../project/project-settings.ts'
import type { ProjectWorker } from '../../project/workers.ts'
import { type CertificateFiles, howToTrust } from './certificate.ts'

/** The text. @param tenantUrl the local tenant; `null` when there is none */
export function welcome(
  { title, tenant }: Pick<ProjectSettings, 'tenant' | 'title'>,
  port: number,
  domains: readonly ProjectWorker[],
  tenantUrl: string | null,
  certificate: CertificateFiles | null,
): string {
  const gatewayUrl = `http://localhost:${port}`
  const people = tenant?.users?.map(({ email }) => email).join(', ') ?? 'reader@example.com, password "password"'
  const lines: readonly (readonly [string, string])[] = [
    ['Gateway', gatewayUrl],
    ['Documentation', `${gatewayUrl}/docs`],
    ['Status', `${gatewayUrl}/status`],
    ['Domains', domains.map(({ name }) => name).join(', ') || 'none yet: gatehouse new invoices'],
    ...(tenantUrl === null ? [] : ([['Local tenant', `${tenantUrl}  (${people})`]] as const)),
    ['A token', 'gatehouse token'],
  ]
  const shown = lines.map(([what, where]) => `  ${what.padEnd(15)}${where}`).join('\n')
  return `\n${title}\n${shown}${certificate === null ? '' : howToTrust(certificate)}\n`
}
