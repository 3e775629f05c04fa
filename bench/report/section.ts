// Sections of the report, and figures as text.
import type { Summary } from '../measure/statistics.ts'

/** A section, if there is something in it. */
export function section(title: string, content: readonly unknown[], parts: readonly string[]): string[] {
  return content.length === 0 ? [] : [`## ${title}`, ...parts]
}

/** The median with the least and the most. */
export function range({ median, min, max }: Summary, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`
}

/** A number of bytes. */
export function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`
}
