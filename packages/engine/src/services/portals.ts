import { LIMITS, PORTAL_SCOPES_DEFAULT, type PortalSession, Problem, type Scope } from "@callcall/contract";
import type { PortalRecord } from "@callcall/store";
import { instant } from "../domain/instant.ts";
import { hashKey } from "./keys.ts";
import { byCreation, listing } from "./listing.ts";
import type { PortalService, Principal } from "./port.ts";
import { isOpen, newToken, type SessionPorts, themeOf } from "./sessions.ts";

export function createPortalService({ store, commit, clock, random, ids, audit }: SessionPorts): PortalService {
  return {
    async create(caller, principal, input) {
      const token = newToken("cp", random);
      const nowMs = clock.nowMs();
      const portal: PortalRecord = {
        accountId: caller.accountId,
        id: ids.next("portal"),
        hash: hashKey(token),
        keyHash: principal.keyHash,
        scopes: scopesOf(principal, input.scopes),
        allowedOrigins: [...new Set(input.allowed_origins)],
        theme: input.theme === undefined ? null : JSON.stringify(input.theme),
        createdMs: nowMs,
        expiresMs: nowMs + input.expires_in_seconds * 1_000,
      };
      const result = await commit.submit({
        kind: "portal.create",
        portal,
        limit: LIMITS.portal_sessions_per_account,
        audit: audit(caller, "portal.create", portal.id),
      });
      if (result.kind === "limit_reached") {
        const detail = `Cannot have more than ${LIMITS.portal_sessions_per_account} portal links in an account`;
        throw new Problem("limit_reached", detail);
      }
      return { ...portalView(portal), token };
    },

    list: (caller, page) =>
      listing(
        page,
        (wanted) => store.portals(caller.accountId, clock.nowMs(), wanted),
        byCreation,
        (rows) => rows.map(portalView),
      ),

    async revoke(caller, portalId) {
      const result = await commit.submit({
        kind: "portal.revoke",
        accountId: caller.accountId,
        portalId,
        audit: audit(caller, "portal.revoke", portalId),
      });
      if (result.kind === "not_found") throw new Problem("not_found", "There is no such portal link");
    },

    async allowedOrigins(portalId) {
      const found = await store.portalById(portalId);
      return found !== undefined && isOpen(found, clock.nowMs()) ? found.portal.allowedOrigins : undefined;
    },
  };
}

/** No link gives what its maker does not have: else portal:write alone would be almost every scope. */
function scopesOf({ operator, scopes }: Principal, asked: readonly Scope[] = PORTAL_SCOPES_DEFAULT): readonly Scope[] {
  const given = [...new Set(asked)].filter((scope) => operator || scopes.includes(scope));
  if (given.length > 0) return given;
  throw new Problem("insufficient_scope", "Cannot make a link with this key: it has no scope that a link may give");
}

function portalView(portal: PortalRecord): PortalSession {
  return {
    id: portal.id,
    account_id: portal.accountId,
    scopes: portal.scopes as Scope[],
    allowed_origins: [...portal.allowedOrigins],
    theme: themeOf(portal),
    created_at: instant(portal.createdMs),
    expires_at: instant(portal.expiresMs),
  };
}
