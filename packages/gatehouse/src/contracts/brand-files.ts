// The files that a project's brand adds to the assets. Their names hold a hash, so that a browser that keeps an old one never shows it.
import { createHash } from 'node:crypto'
import type { Brand } from '../console/brand.ts'
import type { ProjectSettings } from '../project/project-settings.ts'

/** Where they are served. */
const ADDRESS = '/docs/assets'
const HASH_CHARACTERS = 10

/** A brand with its files, by their names. */
export interface BrandFiles {
  readonly brand: Brand
  readonly files: Readonly<Record<string, Uint8Array>>
}

/** Makes the brand of a project. */
export function brandFilesOf({ title, logo, accent }: Pick<ProjectSettings, 'accent' | 'logo' | 'title'>): BrandFiles {
  const files: Record<string, Uint8Array> = {}
  const add = (content: Uint8Array, extension: string): string => {
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, HASH_CHARACTERS)
    const name = `brand-${hash}.${extension}`
    files[name] = content
    return `${ADDRESS}/${name}`
  }
  const brand = {
    title,
    ...(logo !== null && { logo: add(logo.content, logo.extension) }),
    ...(accent !== null && { stylesheet: add(Buffer.from(styleSheetOf(accent)), 'css') }),
  }
  return { brand, files }
}

function styleSheetOf({ light, dark }: NonNullable<ProjectSettings['accent']>): string {
  return `:root { --accent: ${light}; }\n@media (prefers-color-scheme: dark) { :root { --accent: ${dark}; } }\n`
}
