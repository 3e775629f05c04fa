// Creates a contract from the OpenAPI document of a service in another technology, or of a Worker of another repository, and from what its settings
// say. Pure. The access comes from one of the two: an operation that neither gives an access is named, and not served.
import { ContractError, ContractProblems } from './contract-error.ts'
import type { ServiceSettings } from '../gateway/handler.ts'
import { namesIn } from '../http/security.ts'
import { serverAddress, withoutClosingSlash } from './base-path.ts'
import type { Contract } from './contract.ts'
import { gapWarning } from './access-gaps.ts'
import { type Document, METHODS, OTHER_METHODS } from './document-shape.ts'
import { parseDocument } from './parse-document.ts'
import { selectComponents } from './documents/components.ts'
import { type DocumentSource, sourceWithoutLines } from './document-source.ts'
import { OperationCompiler } from './origin-operation.ts'
import { repeatedIds } from './operation-ids.ts'
import { scopesOf } from './origin-security.ts'
import { checkSettingsShape } from './settings-shape.ts'

/**
 * Returns the contract of a service.
 *
 * @param name of its folder under origins/
 * @param document its OpenAPI document, 3.0 or 3.1
 * @param settings where the service is, and what the document does not say
 * @throws ContractError for every part that the gateway could not serve as the document says, with its place and its remedy
 */
export function contractOf(
  name: string,
  document: unknown,
  settings: ServiceSettings,
  source: DocumentSource = sourceWithoutLines(name),
): Contract {
  const settingsFile = `origins/${name}/service.ts`
  const shapeFaults = checkSettingsShape(settings, settingsFile)
  const { document: parsed, faults } = parseDocument(document, source)
  if (shapeFaults.length > 0) throw new ContractError([...shapeFaults, ...faults])
  const { info, paths, components } = parsed
  const { securitySchemes } = components
  const problems = new ContractProblems()
  problems.found.push(...faults)
  const compiler = new OperationCompiler({ name, document: parsed, settings, source, settingsFile, problems })
  for (const [path, item] of Object.entries(paths)) {
    for (const method of METHODS) {
      const operation = item[method]
      if (operation !== undefined) compiler.add(method, path, item, operation)
    }
  }
  const selected = selectComponents(compiler.documented, parsed, source.locate)
  problems.found.push(...compiler.unusedSettings(), ...workerServerFaults(settings, parsed, source), ...selected.faults)
  problems.throwIfAny()
  const { routes, gaps } = compiler
  const described = scopesOf(securitySchemes)
  const undescribed = [...new Set(routes.flatMap(({ access }) => namesIn(access)))].filter(
    (needed) => !Object.hasOwn(described, needed),
  )
  const title = info.title?.trim() || name
  const made = Object.fromEntries(undescribed.map((needed) => [needed, `Needed for operations of ${title}`]))
  return {
    name,
    service: { title, description: info.description?.trim() || title, permissions: { ...described, ...made } },
    undescribed,
    routes,
    document: { paths: selected.paths, components: selected.components },
    origin: withBasePath(settings, parsed),
    gaps,
    omitted: compiler.omitted,
    locate: ({ method, path }) => {
      const found = compiler.documented.find((one) => one.method === method && one.path === path)
      return found && source.locate(found.pointer)
    },
    warnings: [
      ...gapWarning(name, gaps),
      ...otherMethods(parsed, source),
      ...repeatedIds(compiler.listed).map(
        (id) =>
          `${source.file}: several operations have the operationId ${id}, so the gateway names each by its method and path`,
      ),
      ...leftOut(
        source,
        compiler.variants,
        'not served: a path has no query and no fragment, and they say no more than a use of the operation without them',
      ),
      ...[...compiler.elsewhere].flatMap(([address, operations]) =>
        leftOut(
          source,
          operations,
          `not served: the document gives a server of its own (${address}). Add it as another service`,
        ),
      ),
    ],
  }
}

// A Worker of another repository gets the paths of its document.
function workerServerFaults(settings: ServiceSettings, { servers }: Document, { locate }: DocumentSource): string[] {
  const { basePath } = serverAddress(servers, undefined)
  if (!('binding' in settings) || basePath === '') return []
  return [
    `${locate('/servers/0')}: the server has the path ${basePath}: write it into "paths", and leave "servers" out`,
  ]
}

function withBasePath(settings: ServiceSettings, { servers }: Document): ServiceSettings {
  if (!('origin' in settings)) return settings
  const { basePath: set, ...rest } = settings
  const basePath = withoutClosingSlash(set ?? serverAddress(servers, settings.origin, settings.from).basePath)
  return basePath === '' ? rest : { ...rest, basePath }
}

function otherMethods({ paths }: Document, source: DocumentSource): string[] {
  const found = Object.entries(paths).flatMap(([path, item]) =>
    OTHER_METHODS.filter((method) => item[method] !== undefined).map((method) => `${method.toUpperCase()} ${path}`),
  )
  return leftOut(source, found, 'not served: the gateway answers HEAD wherever there is a GET, and OPTIONS itself')
}

function leftOut({ file }: DocumentSource, operations: readonly string[], reason: string): string[] {
  const [first, ...others] = operations
  if (first === undefined) return []
  return [`${file}: ${first}${others.length > 0 ? ` and ${others.length} more of its kind are` : ' is'} ${reason}`]
}
