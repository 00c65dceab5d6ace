import { isId } from "@callcall/contract";

/** The session cookies of one server: how they are called, and how they are set and taken away. */
export interface SessionCookies {
  /** For a page, which is that of a portal link or the dashboard proper. */
  read(header: string | undefined, portalId: string | undefined): string | undefined;
  /** `Set-Cookie` for a fresh session, and for those that it pushes out. */
  set(token: string, maxAgeSeconds: number, portal: PortalCookie | null, header: string | undefined): readonly string[];
  clear(portal: PortalCookie | null): readonly string[];
}

export interface PortalCookie {
  readonly id: string;
  /** Shown inside of pages of other sites: such a cookie has to say so. */
  readonly embeddable: boolean;
}

// Each is about 120 bytes, and all of them go along with every request: 16 KiB of headers are accepted.
const PORTAL_COOKIES = 8;
const TOKEN = /^[\x21-\x7e]{1,256}$/;

/**
 * @param secure whether browsers reach the server by https. Then `__Host-` binds the cookie to this very host:
 *   neither a sibling domain nor a page over http can set one in its place.
 * @param port browsers share cookies between the ports of a host: two development servers must not sign each
 *   other out
 */
export function sessionCookies(secure: boolean, port: number | undefined): SessionCookies {
  const prefix = secure ? "__Host-callcall_" : "callcall_";
  const suffix = secure || port === undefined ? "" : `_${port}`;
  const portalStem = `${prefix}portal${suffix}_`;
  // A portal link never takes the place of the session of whoever opens it, nor does a second link that of a first.
  const nameOf = (portalId: string | undefined): string =>
    portalId === undefined ? `${prefix}session${suffix}` : `${portalStem}${portalId}`;

  // Partitioned: a cookie inside a frame belongs to the page around it, and is no trace across sites.
  const lines = (name: string, value: string, maxAgeSeconds: number, embeddable: boolean): string => {
    const base = `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly`;
    if (embeddable) return `${base}; SameSite=None; Secure; Partitioned`;
    return `${base}; SameSite=Lax${secure ? "; Secure" : ""}`;
  };
  // Whether it was partitioned is not to be seen in what comes back.
  const clearAll = (name: string, portal: boolean): string[] =>
    portal ? [lines(name, "", 0, true), lines(name, "", 0, false)] : [lines(name, "", 0, false)];

  return {
    read(header, portalId) {
      if (portalId !== undefined && !isId("portal", portalId)) return undefined;
      const found = parse(header).filter(({ name }) => name === nameOf(portalId));
      // Two of one name: somebody put one of theirs beside ours, and which of them counts is anybody's guess.
      const [only] = found;
      return found.length === 1 && only !== undefined && TOKEN.test(only.value) ? only.value : undefined;
    },
    set(token, maxAgeSeconds, portal, header) {
      const name = nameOf(portal?.id);
      const fresh = lines(name, token, maxAgeSeconds, portal?.embeddable ?? false);
      if (portal === null) return [fresh];
      // Ids sort by time: the oldest links make room.
      const others = parse(header)
        .map((cookie) => cookie.name)
        .filter((other) => other.startsWith(portalStem) && other !== name);
      const old = [...new Set(others)]
        .sort()
        .reverse()
        .slice(PORTAL_COOKIES - 1);
      return [fresh, ...old.flatMap((other) => clearAll(other, true))];
    },
    clear: (portal) => clearAll(nameOf(portal?.id), portal !== null),
  };
}

function parse(header: string | undefined): readonly { readonly name: string; readonly value: string }[] {
  return (header ?? "").split(";").flatMap((part) => {
    const at = part.indexOf("=");
    return at < 1 ? [] : [{ name: part.slice(0, at).trim(), value: part.slice(at + 1).trim() }];
  });
}
