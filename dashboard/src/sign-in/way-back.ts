const KEPT = 'pencheff.way-back'

/** Only a path of our own: whoever made the link must not choose where a signed-in person goes. */
export const ownPath = (path: string | undefined): string =>
  path?.startsWith('/') && !path.startsWith('//') && !path.includes('\\') ? path : '/'

/** Remembers, in this tab, where somebody wanted to go before they left for their organisation's sign-in. */
export const keepWayBack = (path: string | undefined): void => sessionStorage.setItem(KEPT, ownPath(path))

/** Where that was; once. */
export const takeWayBack = (): string | undefined => {
  const path = sessionStorage.getItem(KEPT)
  sessionStorage.removeItem(KEPT)
  return path === null ? undefined : ownPath(path)
}
