import type { FoundPortal, FoundSession, PortalRecord } from "../../port/sessions.ts";
import type { Page } from "../../port/store.ts";
import { type KeyRow, keyRecord } from "../../rows/administration.ts";
import { type PortalRow, portalRecord, type SessionRow, sessionRecord } from "../../rows/session.ts";
import { type Database, prepare } from "../driver.ts";
import { pageStart } from "./select.ts";

export interface SessionReads {
  sessionByHash(hash: string): FoundSession | undefined;
  portalByHash(hash: string): FoundPortal | undefined;
  portalById(portalId: string): FoundPortal | undefined;
  portals(accountId: string, nowMs: number, page: Page): readonly PortalRecord[];
}

export function prepareSessionReads(database: Database): SessionReads {
  const keyByHash = prepare<KeyRow>(database, "SELECT * FROM api_keys WHERE hash = ?");
  const sessionByHash = prepare<SessionRow>(database, "SELECT * FROM sessions WHERE hash = ?");
  const portalOf = prepare<PortalRow>(database, "SELECT * FROM portal_sessions WHERE account_id = ? AND id = ?");
  const portalByHash = prepare<PortalRow>(database, "SELECT * FROM portal_sessions WHERE hash = ?");
  const portalById = prepare<PortalRow>(database, "SELECT * FROM portal_sessions WHERE id = ?");
  const portals = prepare<PortalRow>(
    database,
    `SELECT portal_sessions.* FROM portal_sessions CROSS JOIN api_keys ON api_keys.hash = portal_sessions.key_hash
     WHERE portal_sessions.account_id = ?1 AND (portal_sessions.created_ms, portal_sessions.id) < (?2, ?3)
       AND portal_sessions.expires_ms > ?4
       AND api_keys.revoked_ms IS NULL AND (api_keys.expires_ms IS NULL OR api_keys.expires_ms > ?4)
     ORDER BY portal_sessions.created_ms DESC, portal_sessions.id DESC LIMIT ?5`,
  );

  function withKey(row: PortalRow | undefined): FoundPortal | undefined {
    const key = row === undefined ? undefined : keyByHash.get(row.key_hash);
    return row === undefined || key === undefined ? undefined : { portal: portalRecord(row), key: keyRecord(key) };
  }

  return {
    sessionByHash(hash) {
      const row = sessionByHash.get(hash);
      if (row === undefined) return undefined;
      const key = keyByHash.get(row.key_hash);
      const portal = row.portal_id === null ? null : portalOf.get(row.account_id, row.portal_id);
      if (key === undefined || portal === undefined) return undefined;
      return {
        session: sessionRecord(row),
        key: keyRecord(key),
        portal: portal === null ? null : portalRecord(portal),
      };
    },
    portalByHash: (hash) => withKey(portalByHash.get(hash)),
    portalById: (portalId) => withKey(portalById.get(portalId)),
    portals: (accountId, nowMs, page) =>
      portals.all(accountId, ...pageStart(page), nowMs, page.limit).map(portalRecord),
  };
}
