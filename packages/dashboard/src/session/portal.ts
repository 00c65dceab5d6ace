/** `/portal/prt_…/events`: the page of a link, and below it the same addresses as everywhere. */
const PAGE = /^\/portal\/([^/]+)/;

/** The link whose page this is; null for the dashboard proper. A page is one or the other for as long as it is open. */
export const portalId: string | null = PAGE.exec(location.pathname)?.[1] ?? null;

/** What stands in front of every address of this page. */
export const basePath: string = portalId === null ? "/" : `/portal/${portalId}`;

let token: string | null = takeToken();

/** `#token=…` is sent to no server, and taken out of the address before anything else happens. */
function takeToken(): string | null {
  if (portalId === null) return null;
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given !== null) history.replaceState(history.state, "", location.pathname + location.search);
  return given;
}

/** The token that the address held, until it was of use. */
export function portalToken(): string | null {
  return token;
}

export function dropPortalToken(): void {
  token = null;
}
