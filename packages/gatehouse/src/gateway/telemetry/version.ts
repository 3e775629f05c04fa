// Reads which version of the Worker an isolate runs, from the binding that the platform fills in.

/** A version of the Worker. */
export interface WorkerVersion {
  readonly id: string
  /** The text that was given with the upload; empty without one. */
  readonly tag: string
  /** When it was uploaded (RFC 3339). */
  readonly timestamp: string
}

/** Returns the version; `null` when the Worker has no such binding. */
export function versionOf(metadata: WorkerVersion | undefined): WorkerVersion | null {
  if (metadata === undefined) return null
  const { id, tag, timestamp } = metadata
  return { id, tag, timestamp }
}
