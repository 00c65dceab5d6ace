import type {
  CreatePortal,
  CreatePortalResult,
  CreateSession,
  DeleteSession,
  DeleteSessionResult,
  RevokePortal,
  RevokePortalResult,
} from "../../port/sessions.ts";
import { PORTAL_COLUMNS, portalValues } from "../../rows/session.ts";
import { placeholders } from "../columns.ts";
import { type Database, prepare } from "../driver.ts";
import type { AppendAudit } from "./audit.ts";

export interface SessionCommands {
  create(command: CreateSession): Promise<{ readonly kind: "created" }>;
  delete(command: DeleteSession): Promise<DeleteSessionResult>;
  createPortal(command: CreatePortal): Promise<CreatePortalResult>;
  revokePortal(command: RevokePortal): Promise<RevokePortalResult>;
}

export function prepareSessions(database: Database, appendAudit: AppendAudit): SessionCommands {
  const insert = prepare(
    database,
    `INSERT INTO callcall.sessions (account_id, id, hash, key_hash, portal_id, created_ms, expires_ms)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
  );
  const deleteOldest = prepare(
    database,
    `DELETE FROM callcall.sessions WHERE (account_id, id) IN (
       SELECT account_id, id FROM callcall.sessions WHERE account_id = $1 AND key_hash = $2 AND portal_id IS NOT DISTINCT FROM $3
       ORDER BY created_ms DESC, id DESC OFFSET $4)`,
  );
  const deleteOne = prepare(database, "DELETE FROM callcall.sessions WHERE account_id = $1 AND id = $2");
  const countPortals = prepare<{ n: number }>(
    database,
    "SELECT COUNT(*) AS n FROM callcall.portal_sessions WHERE account_id = $1 AND expires_ms > $2",
  );
  const insertPortal = prepare(
    database,
    `INSERT INTO callcall.portal_sessions (${PORTAL_COLUMNS.join(", ")}) VALUES (${placeholders(PORTAL_COLUMNS.length)})`,
  );
  const deletePortal = prepare(database, "DELETE FROM callcall.portal_sessions WHERE account_id = $1 AND id = $2");
  const deleteByPortal = prepare(database, "DELETE FROM callcall.sessions WHERE account_id = $1 AND portal_id = $2");

  return {
    async create({ session, limit, audit }) {
      const { accountId, id, hash, keyHash, portalId, createdMs, expiresMs } = session;
      await insert.run(accountId, id, hash, keyHash, portalId, createdMs, expiresMs);
      await deleteOldest.run(accountId, keyHash, portalId, limit);
      await appendAudit(audit);
      return { kind: "created" };
    },
    async delete({ accountId, sessionId, audit }) {
      if ((await deleteOne.run(accountId, sessionId)).changes === 0) return { kind: "not_found" };
      await appendAudit(audit);
      return { kind: "deleted" };
    },
    async createPortal({ portal, limit, audit }) {
      if (((await countPortals.get(portal.accountId, portal.createdMs))?.n ?? 0) >= limit)
        return { kind: "limit_reached" };
      await insertPortal.run(...portalValues(portal));
      await appendAudit(audit);
      return { kind: "created" };
    },
    async revokePortal({ accountId, portalId, audit }) {
      if ((await deletePortal.run(accountId, portalId)).changes === 0) return { kind: "not_found" };
      await deleteByPortal.run(accountId, portalId);
      await appendAudit(audit);
      return { kind: "revoked" };
    },
  };
}
