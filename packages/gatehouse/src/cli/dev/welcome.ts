// Builds the text that is printed when everything is served: one screen with all URLs.
import type { ProjectSettings } from '../../project/project-settings.ts'
import type { ProjectWorker } from '../../project/workers.ts'
import { type CertificateFiles, howToTrust } from './certificate.ts'
import type { Mocks } from './mocks.ts'

/** The text. @param domains those that run here @param tenantUrl the local tenant; `null` when there is none */
export function welcome(
  { title, tenant }: Pick<ProjectSettings, 'tenant' | 'title'>,
  port: number,
  domains: readonly ProjectWorker[],
  tenantUrl: string | null,
  certificate: CertificateFiles | null,
  { names: mocked, elsewhere }: Pick<Mocks, 'elsewhere' | 'names'>,
): string {
  const gatewayUrl = `http://localhost:${port}`
  const people = tenant?.users?.map(({ email }) => email).join(', ') ?? 'reader@example.com, password "password"'
  const lines: readonly (readonly [string, string])[] = [
    ['Gateway', gatewayUrl],
    ['Documentation', `${gatewayUrl}/docs`],
    ['Status', `${gatewayUrl}/status`],
    ['Domains', domains.map(({ name }) => name).join(', ') || 'none yet: gatehouse new invoices'],
    ...(mocked.length === 0 ? [] : ([['Mocked', `${mocked.join(', ')}  (examples of the documents)`]] as const)),
    ...(elsewhere.length === 0
      ? []
      : ([['Elsewhere', `${elsewhere.join(', ')}  (gatehouse dev --mock all answers with examples)`]] as const)),
    ...(tenantUrl === null ? [] : ([['Local tenant', `${tenantUrl}  (${people})`]] as const)),
    ['A token', 'gatehouse token'],
  ]
  const shown = lines.map(([what, where]) => `  ${what.padEnd(15)}${where}`).join('\n')
  return `\n${title}\n${shown}${certificate === null ? '' : howToTrust(certificate)}\n`
}
