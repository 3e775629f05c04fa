// Says what a part of an OpenAPI document is, by the keys that lead to it.

/** Whether it is a path or an operation: what refers to it can't be a component of an older version. */
export function isInline(keys: readonly string[]): boolean {
  return (
    keys[0] === 'paths' && (keys.length === 2 || keys.length === 1 || (keys.length === 3 && keys[2] !== 'parameters'))
  )
}

/** Whether it is a map whose keys are names. */
export function isNameMap(keys: readonly string[]): boolean {
  return ['properties', 'schemas', 'definitions', 'examples', 'headers', 'parameters', 'responses'].includes(
    keys.at(-1) ?? '',
  )
}

const KINDS: Readonly<Record<string, string>> = {
  parameters: 'parameters',
  responses: 'responses',
  headers: 'headers',
  examples: 'examples',
  links: 'links',
}

/** The section of the components that a part belongs to. */
export function kindOf(keys: readonly string[]): string {
  if (keys.at(-1) === 'requestBody' || keys.at(-2) === 'requestBodies') return 'requestBodies'
  const isInSchema = keys.some((key) => key === 'schema' || key === 'schemas' || key === 'definitions')
  return isInSchema ? 'schemas' : (KINDS[keys.at(-2) ?? ''] ?? 'schemas')
}
