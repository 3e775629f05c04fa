// Who asks for a page and who for data, where one address has both.

/** Whether whoever asks takes HTML, as a person's browser does and a script does not. */
export function wantsHtml(headers: { get(name: string): string | null }): boolean {
  return headers.get('accept')?.includes('text/html') === true
}
