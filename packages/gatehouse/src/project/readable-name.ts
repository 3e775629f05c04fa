// Makes a short name readable.

/** Returns a short name as people read it: `my-api` is `My api`. */
export function readable(name: string): string {
  const words = name.replaceAll(/[-_.]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
