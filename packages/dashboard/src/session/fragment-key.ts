/**
 * `/sign-in#key=ck_…`: a link that signs in. A fragment is never sent to a server, but it stays in the address bar,
 * in the history and in what is copied from it; so it is taken out as the first thing that happens.
 */
function takeKey(): string | null {
  if (location.pathname !== "/sign-in") return null;
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (location.hash !== "") history.replaceState(history.state, "", location.pathname + location.search);
  return key;
}

let kept: string | null = takeKey();

/** The key that the address held, once. */
export function takeFragmentKey(): string | null {
  const key = kept;
  kept = null;
  return key;
}

/**
 * Whether a link may sign in without a click. Elsewhere anybody's link would put whoever follows it into the account of
 * its author, to type their secrets there. On this machine no stranger's key is known to the server.
 */
export function mayTryAtOnce(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
