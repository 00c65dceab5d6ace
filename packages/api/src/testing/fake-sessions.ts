import { PORTAL_SCOPES, type PortalSession } from "@callcall/contract";
import type { PortalService, Principal, SessionService } from "@callcall/engine";
import { AT, AT_MS } from "./sample.ts";
import { Shelf } from "./shelf.ts";

/** A link of each account: the tokens that open them. */
export const PORTAL_TOKENS = { mine: "cp_mine", theirs: "cp_theirs" } as const;

/** Sessions and links in memory, over the keys that `keyOf` knows. */
export function fakeSessions(keyOf: (key: string) => Principal | undefined): {
  readonly sessions: SessionService;
  readonly portals: PortalService;
} {
  const open = new Map<string, Principal>();
  const links = new Shelf<PortalSession>();
  const byToken = new Map<string, PortalSession>();
  let made = 0;

  function link(accountId: string, tag: string, origins: readonly string[] = []): PortalSession {
    const portal: PortalSession = {
      id: `prt_${tag}`,
      account_id: accountId,
      scopes: [...PORTAL_SCOPES],
      allowed_origins: [...origins],
      theme: { name: "Acme", primary_color: "#0055aa" },
      created_at: AT,
      expires_at: AT,
    };
    byToken.set(`cp_${tag}`, portal);
    return links.put(accountId, portal.id, portal);
  }
  link("acct_default", "mine", ["https://app.example"]);
  link("acct_other", "theirs");

  function guest(portal: PortalSession | undefined, session: string): Principal | undefined {
    if (portal === undefined) return undefined;
    const { id, account_id: accountId, scopes, theme, allowed_origins: origins } = portal;
    return {
      keyId: id,
      name: theme?.name ?? "Portal link",
      accountId,
      scopes,
      operator: false,
      keyHash: "",
      expiresMs: AT_MS + 3_600_000,
      session: { id: session, portal: { id, theme, embeddable: origins.length > 0 } },
    };
  }

  return {
    sessions: {
      async signIn(credential) {
        const id = `ses_new${++made}`;
        const key = "key" in credential ? keyOf(credential.key) : undefined;
        const principal =
          "portalToken" in credential
            ? guest(byToken.get(credential.portalToken), id)
            : key && { ...key, expiresMs: AT_MS + 43_200_000, session: { id, portal: null } };
        if (principal === undefined) return undefined;
        const token = `cs_${made}`;
        open.set(token, principal);
        return { token, principal };
      },
      authenticate: async (token) => open.get(token),
      async signOut({ session }) {
        for (const [token, principal] of open) if (principal.session?.id === session?.id) open.delete(token);
      },
    },
    portals: {
      async create(caller, _principal, input) {
        const portal = link(caller.accountId, `new${++made}`, input.allowed_origins);
        return { ...portal, token: `cp_new${made}` };
      },
      list: async (caller, page) => links.page(caller.accountId, page),
      async revoke(caller, id) {
        links.remove(caller.accountId, id);
        for (const [token, principal] of open) if (principal.session?.portal?.id === id) open.delete(token);
      },
      allowedOrigins: async (id) => [...byToken.values()].find((portal) => portal.id === id)?.allowed_origins,
    },
  };
}
