// Chooses between a page and data where one address has both.

/** Whether the client accepts HTML by name, as a person's browser does and a script does not. */
export function wantsHtml(headers: { get(name: string): string | null }): boolean {
  return headers.get('accept')?.includes('text/html') === true
}
