// Opens the window of the tenant's login. It is apart from the login, whose code some pages load only after the click.

/** Opens it, empty. Call it directly from a click. @returns `null` when the browser does not allow it */
export function openWindow(): Window | null {
  return window.open('', 'gatehouse-sign-in', 'popup,width=480,height=760')
}
