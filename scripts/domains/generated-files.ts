// Which files in a domain's folder commands have written: nobody's work, and nothing that could be lost.

const GENERATED = /(?:^|\/)(?:worker-configuration\.d\.ts|wrangler\.deploy\.json|\.wrangler(?:\/.*)?)$/

/** Whether a file is one of them. */
export function isGenerated(path: string): boolean {
  return GENERATED.test(path)
}
