// Chooses between a page and data for a URL that has both.

/** Returns whether the client accepts HTML explicitly, as a browser does and a script does not. */
export function wantsHtml(headers: { get(name: string): string | null }): boolean {
  return headers.get('accept')?.includes('text/html') === true
}
