/** In the tab's own storage: another tab may act on another account. */
const KEY = "callcall.account";

let acting: string | null = read();

/** The account that an operator acts on in the place of their own. */
export function actingAccount(): string | null {
  return acting;
}

/** From the next call on; null: the session's own. What is in the query cache is another account's then. */
export function actOnAccount(id: string | null): void {
  acting = id;
  try {
    if (id === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, id);
  } catch {
    // Storage is switched off: it holds until the page is left.
  }
}

function read(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
