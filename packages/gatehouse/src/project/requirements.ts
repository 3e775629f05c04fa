// Lists the required parts of the gateway's wrangler.toml for this version of the package. A missing part can be added exactly as it is
// here.
import { listOf, type Table, tableOf } from './table.ts'

/** A part of wrangler.toml that the gateway needs. */
export interface Requirement {
  /** Its name for people: `[[kv_namespaces]] with the binding KEYS`. */
  readonly what: string
  /** Why it is needed: the rest of a sentence that begins with "It". */
  readonly why: string
  /** The lines to add. */
  readonly lines: string
}

interface CheckedRequirement extends Requirement {
  readonly isMet: (config: Table) => boolean
}

const hasRow = (rows: unknown, member: string, value: string): boolean =>
  listOf(rows).some((row) => row[member] === value)

/** The Durable Object classes that the module of the gateway exports, by their bindings. */
export const DURABLE_OBJECTS: Readonly<Record<string, string>> = {
  PROOFS: 'ProofMemory',
  EXCHANGE: 'Exchange',
}

const REQUIREMENTS: readonly CheckedRequirement[] = [
  {
    what: '[[kv_namespaces]] with the binding KEYS',
    why: 'keeps the key sets of the tenant, and which sessions have ended',
    lines: '[[kv_namespaces]]\nbinding = "KEYS"',
    isMet: ({ kv_namespaces }) => hasRow(kv_namespaces, 'binding', 'KEYS'),
  },
  {
    what: '[assets] with the binding ASSETS',
    why: 'holds the pages, and the files that a browser loads for them',
    lines:
      '[assets]\nbinding = "ASSETS"\ndirectory = "dist/assets"\nhtml_handling = "none"\nnot_found_handling = "none"\nrun_worker_first = ["/templates/*"]',
    isMet: ({ assets }) => tableOf(assets)['binding'] === 'ASSETS',
  },
  {
    what: '[triggers] with crons',
    why: 'refreshes the keys before a request needs them',
    lines: '[triggers]\ncrons = ["*/5 * * * *"]',
    isMet: ({ triggers }) => Array.isArray(tableOf(triggers)['crons']),
  },
  {
    what: '[observability]',
    why: 'says what the platform logs for us, which must not hold tokens',
    lines:
      '[observability]\nenabled = true\nredact_query_string = true\n\n[observability.logs]\nenabled = true\ninvocation_logs = false\nhead_sampling_rate = 1\n\n[observability.traces]\nenabled = true\nhead_sampling_rate = 0.1',
    isMet: ({ observability }) => observability !== undefined,
  },
  {
    what: '[version_metadata] with the binding CF_VERSION_METADATA',
    why: 'says on the status page which version an isolate runs',
    lines: '[version_metadata]\nbinding = "CF_VERSION_METADATA"',
    isMet: ({ version_metadata }) => tableOf(version_metadata)['binding'] === 'CF_VERSION_METADATA',
  },
  ...['RATE_LIMIT', 'RATE_LIMIT_STRICT'].map((name): CheckedRequirement => ({
    what: `[[ratelimits]] with the name ${name}`,
    why: 'counts the calls of each caller',
    lines: `[[ratelimits]]\nname = "${name}"\nsimple = { limit = ${name === 'RATE_LIMIT' ? 1200 : 60}, period = 60 }`,
    isMet: ({ ratelimits }) => hasRow(ratelimits, 'name', name),
  })),
  ...Object.entries(DURABLE_OBJECTS).flatMap(([binding, className]): CheckedRequirement[] => [
    {
      what: `[[durable_objects.bindings]] with the name ${binding}`,
      why: 'keeps what must be the same in every isolate',
      lines: `[[durable_objects.bindings]]\nname = "${binding}"\nclass_name = "${className}"`,
      isMet: ({ durable_objects }) => hasRow(tableOf(durable_objects)['bindings'], 'name', binding),
    },
    {
      what: `[[migrations]] with the class ${className}`,
      why: 'makes the storage of the Durable Object at the next deploy',
      // A tag is used once only, and is compared with the deployed ones.
      lines: `[[migrations]]\ntag = "gatehouse-${className}"\nnew_sqlite_classes = ["${className}"]`,
      isMet: ({ migrations }) =>
        listOf(migrations).some((row) =>
          (row['new_sqlite_classes'] as readonly string[] | undefined)?.includes(className),
        ),
    },
  ]),
]

/** Returns what the gateway's wrangler.toml lacks. @param config the file, parsed */
export function missingRequirements(config: Table): Requirement[] {
  return REQUIREMENTS.filter(({ isMet }) => !isMet(config)).map(({ what, why, lines }) => ({ what, why, lines }))
}
