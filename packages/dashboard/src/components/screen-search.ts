/** Spread into the search field of a screen, so that `/` focuses it. */
export const SCREEN_SEARCH = { "data-screen-search": "", "aria-keyshortcuts": "/" } as const;

export function focusScreenSearch(): void {
  document.querySelector<HTMLElement>("[data-screen-search]")?.focus();
}
