import type { FoundPortal } from "../../port/sessions.ts";
import type { ReadStore } from "../../port/store.ts";
import { type KeyRow, keyRecord } from "../../rows/administration.ts";
import { type PortalRow, portalRecord, type SessionRow, sessionRecord } from "../../rows/session.ts";
import { type Database, prepare } from "../driver.ts";
import { pageStart } from "./select.ts";

export type SessionReads = Pick<ReadStore, "sessionByHash" | "portalByHash" | "portalById" | "portals">;

export function prepareSessionReads(database: Database): SessionReads {
  const keyByHash = prepare<KeyRow>(database, "SELECT * FROM callcall.api_keys WHERE hash = $1");
  const sessionByHash = prepare<SessionRow>(database, "SELECT * FROM callcall.sessions WHERE hash = $1");
  const portalOf = prepare<PortalRow>(
    database,
    "SELECT * FROM callcall.portal_sessions WHERE account_id = $1 AND id = $2",
  );
  const portalByHash = prepare<PortalRow>(database, "SELECT * FROM callcall.portal_sessions WHERE hash = $1");
  const portalById = prepare<PortalRow>(database, "SELECT * FROM callcall.portal_sessions WHERE id = $1");
  const portals = prepare<PortalRow>(
    database,
    `SELECT portal_sessions.* FROM callcall.portal_sessions JOIN callcall.api_keys ON api_keys.hash = portal_sessions.key_hash
     WHERE portal_sessions.account_id = $1 AND (portal_sessions.created_ms, portal_sessions.id) < ($2, $3)
       AND portal_sessions.expires_ms > $4
       AND api_keys.revoked_ms IS NULL AND (api_keys.expires_ms IS NULL OR api_keys.expires_ms > $4)
     ORDER BY portal_sessions.created_ms DESC, portal_sessions.id DESC LIMIT $5`,
  );

  async function withKey(row: PortalRow | undefined): Promise<FoundPortal | undefined> {
    const key = row === undefined ? undefined : await keyByHash.get(row.key_hash);
    return row === undefined || key === undefined ? undefined : { portal: portalRecord(row), key: keyRecord(key) };
  }

  return {
    async sessionByHash(hash) {
      const row = await sessionByHash.get(hash);
      if (row === undefined) return undefined;
      const key = await keyByHash.get(row.key_hash);
      const portal = row.portal_id === null ? null : await portalOf.get(row.account_id, row.portal_id);
      if (key === undefined || portal === undefined) return undefined;
      return {
        session: sessionRecord(row),
        key: keyRecord(key),
        portal: portal === null ? null : portalRecord(portal),
      };
    },
    portalByHash: async (hash) => withKey(await portalByHash.get(hash)),
    portalById: async (portalId) => withKey(await portalById.get(portalId)),
    portals: async (accountId, nowMs, page) =>
      (await portals.all(accountId, ...pageStart(page), nowMs, page.limit)).map(portalRecord),
  };
}
